package io.hotupdate.process;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

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
		Process child = builder.start();
		Thread hook = new Thread(() -> end(child), "hotupdate-end-child");
		Runtime.getRuntime().addShutdownHook(hook);
		try {
			return child.waitFor();
		}
		catch (InterruptedException ex) {
			child.destroyForcibly();
			throw ex;
		}
		finally {
			remove(hook);
		}
	}

	private void end(Process child) {
		child.destroy();
		try {
			if (!child.waitFor(this.grace.toMillis(), TimeUnit.MILLISECONDS)) {
				child.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			child.destroyForcibly();
			Thread.currentThread().interrupt();
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

}
