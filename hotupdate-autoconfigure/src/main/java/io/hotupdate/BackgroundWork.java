package io.hotupdate;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Port: the work that only the owner runs. It is stopped before the store is given up and
 * started after the store was taken, so that never two generations run it.
 */
public interface BackgroundWork {

	/** An application without any. */
	BackgroundWork NONE = new BackgroundWork() {

		@Override
		public void start(Map<String, LastRun> lastRuns) {
			// nothing to start
		}

		@Override
		public Map<String, LastRun> stop() {
			return Map.of();
		}

		@Override
		public Duration stopTimeout() {
			return Duration.ZERO;
		}

	};

	/**
	 * Start it. Returns soon, and does nothing if it was started before.
	 * @param lastRuns when the owner before ran each job last, by the job's name; what is
	 * not known is absent
	 */
	void start(Map<String, LastRun> lastRuns);

	/**
	 * Stop it: nothing begins any more, and what runs is waited for until the stop
	 * timeout. Does nothing if it was not started.
	 * @return when each repeating job ran last, by its name
	 */
	Map<String, LastRun> stop();

	/**
	 * How long a stop may take.
	 * @return the time
	 */
	Duration stopTimeout();

	/**
	 * The last run of a repeating job.
	 *
	 * @param began when it began
	 * @param ended when it ended, {@code null} if it had not
	 */
	record LastRun(Instant began, @Nullable Instant ended) {

	}

}
