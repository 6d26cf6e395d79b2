package io.hotupdate.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.hotupdate.Reason;
import io.hotupdate.UpdateException;
import org.jspecify.annotations.Nullable;

/**
 * The java program that runs a successor.
 *
 * @param path the program
 * @param source where it comes from, and why if it is not the running one
 * @param running whether it is the installation that runs now
 */
public record JavaExecutable(Path path, String source, boolean running) {

	/** Java 8 called itself 1.8.0_392. */
	private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"(?:1\\.)?(\\d+)");

	/**
	 * Find the one that would run a successor now.
	 * @param original how this instance was started
	 * @param settings what the user wants to differ
	 * @return the program
	 * @throws UpdateException if there is none, or the environment file cannot be read
	 */
	public static JavaExecutable ofSuccessor(OriginalCommand original, ProcessSettings settings) {
		return ofSuccessor(original, settings, Path.of(System.getProperty("java.home")));
	}

	static JavaExecutable ofSuccessor(OriginalCommand original, ProcessSettings settings, Path runningHome) {
		return find(settings.javaHome(), runningHome, original.environment(settings));
	}

	/**
	 * Find it: the configured one, the running one, JAVA_HOME, the PATH.
	 * @param configured the configured installation, if any
	 * @param runningHome the installation that runs now
	 * @param environment the environment of the successor
	 * @return the program
	 * @throws UpdateException if there is none
	 */
	public static JavaExecutable find(@Nullable Path configured, Path runningHome, Map<String, String> environment) {
		if (configured != null) {
			Path path = in(configured);
			if (!Files.isExecutable(path)) {
				throw new UpdateException(Reason.NOT_SUPPORTED, "There is no Java at " + path
						+ "; perhaps you should correct hotupdate.process.java-home or leave it out");
			}
			return new JavaExecutable(path, "hotupdate.process.java-home", in(runningHome).equals(path));
		}
		if (Files.isExecutable(in(runningHome))) {
			return new JavaExecutable(in(runningHome), "the running Java", true);
		}
		String gone = ", since " + runningHome + ", which runs now, is gone";
		String home = environment.get("JAVA_HOME");
		if (home != null && !home.isBlank() && Files.isExecutable(in(Path.of(home)))) {
			return new JavaExecutable(in(Path.of(home)), "JAVA_HOME" + gone, false);
		}
		for (String directory : environment.getOrDefault("PATH", "").split(Pattern.quote(":"), -1)) {
			Path path = Path.of(directory, "java");
			if (!directory.isEmpty() && Files.isExecutable(path) && !Files.isDirectory(path)) {
				return new JavaExecutable(path, "the PATH" + gone, false);
			}
		}
		throw new UpdateException(Reason.NOT_SUPPORTED,
				"The Java that runs now, " + runningHome
						+ ", is gone, and neither JAVA_HOME nor the PATH has one; perhaps you should set"
						+ " hotupdate.process.java-home");
	}

	/**
	 * The feature version, such as 17. It is read from the installation's {@code release}
	 * file, since the running one may have been replaced by another since its start.
	 * Starts nothing.
	 * @return the version, empty if the installation does not say
	 */
	public OptionalInt feature() {
		try {
			Path home = this.path.toRealPath().resolve("../..").normalize();
			Matcher version = VERSION.matcher(Files.readString(home.resolve("release")));
			if (version.find()) {
				return OptionalInt.of(Integer.parseInt(version.group(1)));
			}
		}
		catch (IOException ex) {
			// not every installation has the file; no logger here: its first use reads
			// the
			// Java that may be gone
			return unsaid();
		}
		return unsaid();
	}

	private OptionalInt unsaid() {
		return this.running ? OptionalInt.of(Runtime.version().feature()) : OptionalInt.empty();
	}

	private static Path in(Path home) {
		return home.resolve("bin").resolve("java");
	}

}
