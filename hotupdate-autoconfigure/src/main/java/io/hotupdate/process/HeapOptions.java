package io.hotupdate.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The largest heap that a JVM may make, if its options say so. Of two options of a kind
 * the later one counts, and a size wins over a percentage, which wins over a fraction, as
 * in HotSpot.
 */
final class HeapOptions {

	private static final Pattern SIZE = Pattern.compile("-(?:Xmx|XX:MaxHeapSize=)(\\d+)([kKmMgGtT]?)");

	private static final Pattern PERCENTAGE = Pattern.compile("-XX:MaxRAMPercentage=(\\d+(?:\\.\\d+)?)");

	private static final Pattern FRACTION = Pattern.compile("-XX:MaxRAMFraction=([1-9]\\d*)");

	private static final String UNITS = "kmgt";

	private final List<String> options = new ArrayList<>();

	/**
	 * The options of a successor.
	 * @param original how this instance was started
	 * @param settings what the user wants to differ
	 */
	HeapOptions(OriginalCommand original, ProcessSettings settings) {
		Map<String, String> environment = original.environment(settings);
		this.options.addAll(ArgumentFile.words(environment.getOrDefault("JAVA_TOOL_OPTIONS", "")));
		this.options.addAll(ArgumentFile.words(environment.getOrDefault("JDK_JAVA_OPTIONS", "")));
		this.options.addAll(CommandLine.parse(original, (token) -> true).jvmOptions());
		this.options.addAll(settings.jvmOptions());
		this.options.addAll(ArgumentFile.words(environment.getOrDefault("_JAVA_OPTIONS", "")));
	}

	/**
	 * The largest heap.
	 * @param total the memory that shares are of
	 * @return bytes, empty if the options say nothing of it
	 */
	OptionalLong largest(OptionalLong total) {
		OptionalLong size = OptionalLong.empty();
		OptionalLong share = OptionalLong.empty();
		OptionalLong part = OptionalLong.empty();
		for (String option : this.options) {
			Matcher bytes = SIZE.matcher(option);
			if (bytes.matches()) {
				size = OptionalLong.of(bytes(bytes.group(1), bytes.group(2)));
			}
			Matcher percentage = PERCENTAGE.matcher(option);
			if (percentage.matches() && total.isPresent()) {
				share = OptionalLong.of((long) (total.getAsLong() * Double.parseDouble(percentage.group(1)) / 100));
			}
			Matcher fraction = FRACTION.matcher(option);
			if (fraction.matches() && total.isPresent()) {
				part = OptionalLong.of(total.getAsLong() / Long.parseLong(fraction.group(1)));
			}
		}
		return size.isPresent() ? size : share.isPresent() ? share : part;
	}

	private static long bytes(String number, String unit) {
		int power = unit.isEmpty() ? 0 : UNITS.indexOf(unit.toLowerCase(Locale.ROOT)) + 1;
		return Long.parseLong(number) << (10 * power);
	}

}
