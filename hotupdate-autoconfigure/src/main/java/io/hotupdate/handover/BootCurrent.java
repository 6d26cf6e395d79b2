package io.hotupdate.handover;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.hotupdate.process.ChildRun;
import io.hotupdate.process.Exec;
import io.hotupdate.process.NativeAccess;
import io.hotupdate.process.OriginalCommand;
import io.hotupdate.process.ProcessSettings;
import io.hotupdate.process.SuccessorCommand;
import org.apache.commons.logging.Log;

/**
 * Runs the release that the store calls current in place of this process, which was
 * started from an older jar.
 */
public final class BootCurrent {

	private static final Duration GRACE = Duration.ofSeconds(60);

	private BootCurrent() {
	}

	/**
	 * Become the other jar: the same process id where the system can, else this process
	 * waits for a child. Never returns.
	 * @param original how this process was started
	 * @param settings what the user wants to differ, for a jar named in an argument file
	 * @param jar the jar to run
	 * @param log where to tell
	 */
	public static void run(OriginalCommand original, ProcessSettings settings, Path jar, Log log) {
		List<String> command = command(original, settings, jar);
		Map<String, String> environment = original.environment();
		if (NativeAccess.unavailable().isEmpty()) {
			try {
				Exec.replace(command, environment);
			}
			catch (IOException ex) {
				log.warn("This process cannot be replaced by " + jar + "; it runs as a child", ex);
			}
		}
		try {
			System.exit(new ChildRun(GRACE).run(command, environment));
		}
		catch (IOException ex) {
			throw new IllegalStateException("The current release " + jar + " cannot be started; perhaps you should set"
					+ " hotupdate.boot-current=false to run the jar that you named", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			System.exit(1);
		}
	}

	private static List<String> command(OriginalCommand original, ProcessSettings settings, Path jar) {
		List<String> command = new ArrayList<>(original.arguments());
		int option = command.indexOf("-jar");
		if (option < 0 || option + 1 >= command.size()) {
			return SuccessorCommand
				.of(original, settings,
						new SuccessorCommand.Target(jar, 0, Path.of(System.getProperty("java.io.tmpdir")), Map.of()))
				.command();
		}
		command.set(option + 1, jar.toString());
		command.set(0, ProcessHandle.current().info().command().orElse(command.get(0)));
		return command;
	}

}
