package io.hotupdate.supervisor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

import io.hotupdate.process.GenerationProcess;
import io.hotupdate.process.ProcessIdentity;
import io.hotupdate.process.SignalSender;
import io.hotupdate.process.SuccessorCommand;
import io.hotupdate.process.SuccessorProcess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and finds the processes of generations.
 */
final class Generations {

	private static final Logger logger = LoggerFactory.getLogger(Generations.class);

	private final Path socket;

	private final Roster roster;

	private final Map<String, String> restored;

	/**
	 * Create it.
	 * @param socket where generations find this supervisor
	 * @param roster the list of living generations
	 * @param restored variables that a generation's environment has and this one's has
	 * not
	 */
	Generations(Path socket, Roster roster, Map<String, String> restored) {
		this.socket = socket;
		this.roster = roster;
		this.restored = restored;
	}

	/**
	 * Start a process.
	 * @param command how
	 * @param exit is told its pid and its exit code, on some thread
	 * @throws IOException if it cannot be started, whatever the reason
	 */
	SuccessorProcess launch(SuccessorCommand command, BiConsumer<Long, Integer> exit) throws IOException {
		GenerationProcess process = launch(SupervisedCommand.of(command, this.socket, this.restored));
		process.onExit().thenAccept((code) -> exit.accept(process.pid(), code));
		return process;
	}

	/**
	 * Whatever hinders it is a start that failed, of which the caller makes something.
	 */
	private static GenerationProcess launch(SuccessorCommand command) throws IOException {
		try {
			return GenerationProcess.launch(command);
		}
		catch (RuntimeException ex) {
			throw new IOException(ex.getMessage(), ex);
		}
	}

	/**
	 * Watch a process that another supervisor has started.
	 * @param identity which
	 * @param end is told when it has ended; its exit code cannot be known
	 */
	SuccessorProcess watch(ProcessIdentity identity, Runnable end) {
		Thread thread = new Thread(() -> await(identity, end), "supervisor-await-" + identity.pid());
		thread.setDaemon(true);
		thread.start();
		return SuccessorProcess.of(identity);
	}

	private static void await(ProcessIdentity identity, Runnable end) {
		try {
			while (!identity.awaitExit(Duration.ofDays(1))) {
				logger.debug("{} lives", identity);
			}
			end.run();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Keep a list of those that live, for the next supervisor. */
	void record(List<SuccessorProcess> processes) {
		try {
			this.roster.write(processes.stream().map(SuccessorProcess::identity).toList());
		}
		catch (IOException ex) {
			// what was started serves all the same
			logger.warn("The list of generations cannot be written; should this supervisor be killed, perhaps you"
					+ " should stop its generation before you start the instance again", ex);
		}
	}

	void signal(SuccessorProcess process, String name) {
		try {
			SignalSender.send(process.identity(), name);
		}
		catch (IOException ex) {
			logger.warn("Process {} does not get the signal {}", process.pid(), name, ex);
		}
	}

}
