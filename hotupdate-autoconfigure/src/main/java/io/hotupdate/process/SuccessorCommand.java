package io.hotupdate.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.hotupdate.UpdateException;

/**
 * How a successor is started.
 *
 * @param command the command line
 * @param environment the whole environment
 * @param directory the working directory
 * @param differences what differs from the original command, a line each, secrets masked
 */
public record SuccessorCommand(List<String> command, Map<String, String> environment, Path directory,
		List<String> differences) {

	private static final List<String> OPTION_VARIABLES = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS");

	/** Name descriptors that the successor does not inherit. */
	private static final List<String> ACTIVATION = List.of("LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES");

	/**
	 * Create a command.
	 */
	public SuccessorCommand {
		command = List.copyOf(command);
		environment = Map.copyOf(environment);
		differences = List.copyOf(differences);
	}

	/**
	 * The command of a successor. Argument files and the environment file are read now.
	 * @param original how this instance was started
	 * @param settings what the user wants to differ
	 * @param target what is to be started
	 * @return the command
	 * @throws UpdateException if it cannot be made: not {@code java -jar}, no Java, or a
	 * file is missing
	 */
	public static SuccessorCommand of(OriginalCommand original, ProcessSettings settings, Target target) {
		return new Builder(original, settings, target).build();
	}

	/**
	 * What is to be started.
	 *
	 * @param jar the jar of the release
	 * @param generation the number of the generation
	 * @param temporaryDirectory the generation's own temporary directory
	 * @param systemProperties properties of the handover; an earlier hop's
	 * {@code hotupdate.handover.*} and {@code hotupdate.generation} are gone
	 */
	public record Target(Path jar, long generation, Path temporaryDirectory, Map<String, String> systemProperties) {

		/**
		 * Create a target.
		 */
		public Target {
			systemProperties = Map.copyOf(systemProperties);
		}

	}

	private static final class Builder {

		private final OriginalCommand original;

		private final ProcessSettings settings;

		private final Target target;

		private final List<String> differences = new ArrayList<>();

		private final Map<String, String> environment;

		Builder(OriginalCommand original, ProcessSettings settings, Target target) {
			this.original = original;
			this.settings = settings;
			this.target = target;
			this.environment = new TreeMap<>(original.environment());
		}

		SuccessorCommand build() {
			CommandLine line = CommandLine.parse(this.original);
			environment();
			JavaExecutable java = JavaExecutable.find(this.settings.javaHome(),
					Path.of(System.getProperty("java.home")), this.environment);
			if (!java.running()) {
				difference("java: " + java.path() + " (" + java.source() + ")");
			}
			List<String> command = new ArrayList<>();
			command.add(java.path().toString());
			rewrite(line.jvmOptions(), command);
			this.settings.jvmOptions().forEach((option) -> difference("added: " + option));
			rewrite(this.settings.jvmOptions(), command);
			own(command);
			command.add("-jar");
			command.add(this.target.jar().toString());
			difference("jar: " + line.jar() + " -> " + this.target.jar());
			arguments(line, command);
			return new SuccessorCommand(command, this.environment, this.original.directory(), this.differences);
		}

		private void environment() {
			ACTIVATION.forEach(this.environment::remove);
			Path file = this.settings.environmentFile();
			if (file != null) {
				EnvironmentFile.read(this.original.directory().resolve(file)).forEach((key, value) -> {
					if (!value.equals(this.environment.put(key, value))) {
						difference("environment: " + key + "=" + value);
					}
				});
			}
			for (String variable : OPTION_VARIABLES) {
				this.environment.computeIfPresent(variable, (name, value) -> rewriteVariable(value));
			}
		}

		/** Options in a variable are separated by blanks, with quotes as in a file. */
		private String rewriteVariable(String value) {
			List<String> before = ArgumentFile.words(value);
			List<String> after = new ArrayList<>();
			rewrite(before, after);
			return before.equals(after) ? value : ArgumentFile.quoted(after);
		}

		private void rewrite(List<String> options, List<String> result) {
			for (String option : options) {
				Optional<String> rewritten = ClashingOption.rewrite(option, this.target.generation());
				rewritten.ifPresent(result::add);
				if (rewritten.isEmpty() && !option.startsWith("-Dhotupdate.")) {
					difference("dropped: " + option);
				}
				rewritten.filter((value) -> !value.equals(option))
					.ifPresent((value) -> difference("changed: " + option + " -> " + value));
			}
		}

		private void own(List<String> command) {
			command.add("-Djava.io.tmpdir=" + this.target.temporaryDirectory());
			difference("added: -Djava.io.tmpdir=" + this.target.temporaryDirectory());
			command.add("-Dhotupdate.generation=" + this.target.generation());
			String encoded = this.original.encoded();
			if (!encoded.isEmpty()) {
				command.add("-D" + OriginalCommand.PROPERTY + "=" + encoded);
			}
			new TreeMap<>(this.target.systemProperties())
				.forEach((key, value) -> command.add("-D" + key + "=" + value));
		}

		/**
		 * Of two arguments of the same name Spring makes a list: the added one replaces.
		 */
		private void arguments(CommandLine line, List<String> command) {
			List<String> added = this.settings.arguments();
			for (String argument : line.arguments()) {
				if (argument.startsWith("--") && added.stream().anyMatch((other) -> sameName(other, argument))) {
					difference("dropped: " + argument);
				}
				else {
					command.add(argument);
				}
			}
			command.addAll(added);
			added.forEach((argument) -> difference("added: " + argument));
		}

		private static boolean sameName(String first, String second) {
			return name(first).equals(name(second));
		}

		private static String name(String argument) {
			return argument.startsWith("--") ? argument.replaceFirst("(?s)=.*", "") : "";
		}

		private void difference(String text) {
			this.differences.add(Masked.of(text));
		}

	}

}
