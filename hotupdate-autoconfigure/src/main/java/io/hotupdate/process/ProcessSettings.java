package io.hotupdate.process;

import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What differs, by the user's wish, between the original command and a successor's.
 *
 * @param javaHome the Java installation to run; by default the one that runs now, and if
 * it is gone JAVA_HOME, then the PATH
 * @param jvmOptions JVM options put after the original ones, so that they win
 * @param arguments arguments put after the original ones; a {@code --name=value} takes
 * the place of the original ones of that name
 * @param environmentFile a file of KEY=VALUE lines, read for each successor, that adds to
 * the environment and wins over it
 */
public record ProcessSettings(@Nullable Path javaHome, List<String> jvmOptions, List<String> arguments,
		@Nullable Path environmentFile) {

	/** Nothing differs. */
	public static final ProcessSettings DEFAULTS = new ProcessSettings(null, List.of(), List.of(), null);

	/**
	 * Create settings.
	 */
	public ProcessSettings {
		jvmOptions = List.copyOf(jvmOptions);
		arguments = List.copyOf(arguments);
	}

}
