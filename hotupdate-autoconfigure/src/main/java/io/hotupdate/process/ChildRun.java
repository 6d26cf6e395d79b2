package io.hotupdate.process;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Runs a command as a child that stands for this process, where {@link Exec} cannot: the
 * standard streams are shared, its exit code is passed on, and it is ended when this
 * process is.
 */
public final class ChildRun {

	private final Duration grace;

	/**
	 * Create a run.
	 * @param grace how long the child may take to end when this process is asked to,
	 * before it is killed
	 */
	public ChildRun(Duration grace) {
		this.grace = grace;
	}

	/**
	 * Run the command and wait for its end.
	 * @param command the command
	 * @param environment the whole environment
	 * @return its exit code, with which this process should exit
	 * @throws IOException if it cannot be started
	 * @throws InterruptedException if the wait is interrupted; the child is killed then
	 */
	public int run(List<String> command, Map<String, String> environment) throws IOException, InterruptedException {
		ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
		builder.environment().clear();
		builder.environment().putAll(environment);
		Run run = new Run(this.grace);
		Thread hook = new Thread(run::end, "hotupdate-end-child");
		// before the child is there: a TERM in between would leave it alone
		Runtime.getRuntime().addShutdownHook(hook);
		Process child = null;
		try {
			child = run.start(builder);
			return child.waitFor();
		}
		catch (InterruptedException ex) {
			if (child != null) {
				child.destroyForcibly();
			}
			throw ex;
		}
		finally {
			remove(hook);
		}
	}

	private static void remove(Thread hook) {
		try {
			Runtime.getRuntime().removeShutdownHook(hook);
		}
		catch (IllegalStateException ex) {
			// this process is going down: the hook is running, and the child's end is its
			// work
			hook.setName(hook.getName() + "-in-shutdown");
		}
	}

	/** The start and the end of one child, either of which waits for the other. */
	private static final class Run {

		private final Duration grace;

		private @Nullable Process child;

		private boolean ended;

		Run(Duration grace) {
			this.grace = grace;
		}

		synchronized Process start(ProcessBuilder builder) throws IOException {
			if (this.ended) {
				throw new IOException("This process is going down: nothing is started any more");
			}
			Process process = builder.start();
			this.child = process;
			return process;
		}

		synchronized void end() {
			this.ended = true;
			Process process = this.child;
			if (process == null) {
				return;
			}
			process.destroy();
			try {
				if (!process.waitFor(this.grace.toMillis(), TimeUnit.MILLISECONDS)) {
					process.destroyForcibly();
				}
			}
			catch (InterruptedException ex) {
				process.destroyForcibly();
				Thread.currentThread().interrupt();
			}
		}

	}

}
