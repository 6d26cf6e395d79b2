package io.hotupdate.supervisor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;

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

	/** The exit code of a process that is nobody's child cannot be known. */
	private static final int UNKNOWN = 1;

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
	 */
	SuccessorProcess launch(SuccessorCommand command, BiConsumer<Long, Integer> exit) throws IOException {
		GenerationProcess process = GenerationProcess.launch(SupervisedCommand.of(command, this.socket, this.restored));
		process.onExit().thenAccept((code) -> exit.accept(process.pid(), code));
		return process;
	}

	/**
	 * Find a process that another supervisor has started.
	 * @param pid its pid
	 * @param exit is told when it has ended, with a code that stands for a failure
	 */
	SuccessorProcess find(long pid, IntConsumer exit) {
		ProcessIdentity identity = ProcessIdentity.of(pid).orElse(new ProcessIdentity(pid, -1));
		Thread thread = new Thread(() -> await(identity, exit), "supervisor-await-" + pid);
		thread.setDaemon(true);
		thread.start();
		return SuccessorProcess.of(identity);
	}

	private static void await(ProcessIdentity identity, IntConsumer exit) {
		try {
			while (!identity.awaitExit(Duration.ofDays(1))) {
				logger.debug("{} lives", identity);
			}
			exit.accept(UNKNOWN);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	void record(List<SuccessorProcess> processes) {
		this.roster.write(processes.stream().map(SuccessorProcess::identity).toList());
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
