package io.hotupdate;

import java.util.Comparator;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The version of a release: 1 to 64 characters of letters, digits, {@code .}, {@code _},
 * {@code +} and {@code -}, beginning with a letter or digit. Ordered part by part,
 * numbers by value; a qualifier ({@code 1.0.0-rc1}) comes before its release, what
 * follows {@code +} does not count (semver.org, 10 and 11).
 *
 * @param value the version as it is written
 */
public record Version(String value) implements Comparable<Version> {

	private static final Pattern SYNTAX = Pattern.compile("[0-9A-Za-z][0-9A-Za-z._+-]{0,63}");

	private static final Pattern NUMBER = Pattern.compile("[0-9]+");

	private static final Comparator<String> PARTS = Version::compareParts;

	/**
	 * Create a version.
	 * @throws UpdateException with {@link Reason#VERSION_INVALID} if it is none
	 */
	public Version {
		if (!isValid(value)) {
			throw new UpdateException(Reason.VERSION_INVALID,
					"'" + printable(value) + "' is not a version; perhaps you should send one like 1.4.0 or 2.0.0-rc1"
							+ " (letters, digits and . _ + -, 64 characters at most)");
		}
	}

	/**
	 * Whether a text can be a version. {@code ..} is refused since versions become folder
	 * names.
	 * @param value the text
	 * @return {@code true} if so
	 */
	public static boolean isValid(@Nullable String value) {
		return value != null && SYNTAX.matcher(value).matches() && !value.contains("..");
	}

	@Override
	public int compareTo(Version other) {
		String[] mine = withoutBuild().split("-", 2);
		String[] its = other.withoutBuild().split("-", 2);
		int result = PARTS.compare(mine[0], its[0]);
		if (result != 0) {
			return result;
		}
		if (mine.length != its.length) {
			return (mine.length == 1) ? 1 : -1;
		}
		return (mine.length == 1) ? 0 : PARTS.compare(mine[1], its[1]);
	}

	private String withoutBuild() {
		int plus = this.value.indexOf('+');
		return (plus < 0) ? this.value : this.value.substring(0, plus);
	}

	private static int compareParts(String left, String right) {
		String[] mine = left.split("[._-]", -1);
		String[] its = right.split("[._-]", -1);
		for (int i = 0; i < Math.max(mine.length, its.length); i++) {
			int result = comparePart((i < mine.length) ? mine[i] : "0", (i < its.length) ? its[i] : "0");
			if (result != 0) {
				return result;
			}
		}
		return 0;
	}

	private static int comparePart(String left, String right) {
		boolean numbers = NUMBER.matcher(left).matches() && NUMBER.matcher(right).matches();
		if (!numbers) {
			return left.compareToIgnoreCase(right);
		}
		String mine = left.replaceFirst("^0+(?=.)", "");
		String its = right.replaceFirst("^0+(?=.)", "");
		return (mine.length() != its.length()) ? Integer.compare(mine.length(), its.length()) : mine.compareTo(its);
	}

	private static String printable(@Nullable String value) {
		if (value == null) {
			return "";
		}
		String text = value.replaceAll("[^\\x20-\\x7e]", "?");
		return (text.length() <= 80) ? text : text.substring(0, 80) + "...";
	}

	@Override
	public String toString() {
		return this.value;
	}

}
