package io.hotupdate.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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

	private static Path in(Path home) {
		return home.resolve("bin").resolve("java");
	}

}
