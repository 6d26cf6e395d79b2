package io.hotupdate.handover;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.hotupdate.process.JavaExecutable;
import io.hotupdate.process.OperatingSystem;
import io.hotupdate.process.OriginalCommand;
import io.hotupdate.process.ProcessSettings;
import io.hotupdate.process.SuccessorCommand;
import org.apache.commons.logging.Log;

/**
 * Runs a release of the store in place of this process: the current one when an older jar
 * was started, or the new one in a restart in place.
 */
public final class BootCurrent {

	private BootCurrent() {
	}

	/**
	 * The command line of this process with another jar.
	 * @param original how this process was started
	 * @param settings what the user wants to differ
	 * @param jar the jar to run
	 * @param completes whether the new process completes an update
	 * @return the command
	 */
	public static List<String> command(OriginalCommand original, ProcessSettings settings, Path jar,
			boolean completes) {
		List<String> command = new ArrayList<>(original.arguments());
		int option = command.indexOf("-jar");
		if (option < 0 || option + 1 >= command.size()) {
			command = new ArrayList<>(
					SuccessorCommand
						.of(original, settings,
								new SuccessorCommand.Target(jar, 0, Path.of(System.getProperty("java.io.tmpdir")),
										Map.of()))
						.command());
		}
		else {
			command.set(0, JavaExecutable.ofSuccessor(original, settings).path().toString());
			command.set(option + 1, jar.toString());
			List<String> tail = command.subList(option, command.size());
			tail.removeIf((argument) -> settings.arguments().stream().anyMatch((other) -> sameName(other, argument)));
			tail.addAll(settings.arguments());
			List<String> options = command.subList(1, option);
			options.removeAll(settings.jvmOptions());
			options.addAll(settings.jvmOptions());
		}
		String completing = "-D" + RestartInPlace.PROPERTY + "=true";
		command.removeIf(completing::equals);
		if (completes) {
			command.add(1, completing);
		}
		return command;
	}

	/** The added one replaces, since Spring would make a list of both. */
	private static boolean sameName(String first, String second) {
		return first.equals(second)
				|| (second.startsWith("--") && second.split("=", 2)[0].equals(first.split("=", 2)[0]));
	}

	/**
	 * Become the command: the same process id where the system can, else this process
	 * waits for a child and ends with it.
	 * @param command the command
	 * @param environment its environment
	 * @param log where to tell
	 */
	public static void run(List<String> command, Map<String, String> environment, Log log) {
		try {
			OperatingSystem.current()
				.safeRestart(command, environment, (why) -> log
					.warn("The process id does not stay, " + command.get(0) + " runs as a child: " + why));
		}
		catch (IOException ex) {
			throw new IllegalStateException("The release cannot be started; perhaps you should set"
					+ " hotupdate.boot-current=false to run the jar that you named", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			Runtime.getRuntime().halt(1);
		}
	}

}
