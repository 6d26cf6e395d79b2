package io.hotupdate.supervisor;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread on which a supervisor does everything. No failure ends it.
 */
final class SupervisorThread {

	private static final Logger logger = LoggerFactory.getLogger(SupervisorThread.class);

	private final ScheduledExecutorService executor;

	SupervisorThread(ScheduledExecutorService executor) {
		this.executor = executor;
	}

	void execute(Runnable task) {
		this.executor.execute(guarded(task));
	}

	void after(Duration delay, Runnable task) {
		this.executor.schedule(guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
	}

	private static Runnable guarded(Runnable task) {
		return () -> {
			try {
				task.run();
			}
			catch (RuntimeException ex) {
				logger.error("The supervisor goes on after an unexpected failure", ex);
			}
		};
	}

}
