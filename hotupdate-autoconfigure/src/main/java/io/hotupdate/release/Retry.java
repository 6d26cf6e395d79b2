package io.hotupdate.release;

import java.time.Duration;
import java.util.function.DoubleSupplier;

import io.hotupdate.Backoff;
import io.hotupdate.UpdateException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries again what another try can mend, with the pauses of a {@link Backoff}.
 */
final class Retry {

	private static final Logger logger = LoggerFactory.getLogger(Retry.class);

	/** A server that asks for more than this is not waited for. */
	private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(2);

	private final ReleaseSettings settings;

	private final Sleeper sleeper;

	private final DoubleSupplier random;

	Retry(ReleaseSettings settings, Sleeper sleeper, DoubleSupplier random) {
		this.settings = settings;
		this.sleeper = sleeper;
		this.random = random;
	}

	<T> T call(Attempt<T> attempt) throws InterruptedException {
		for (int failures = 1;; failures++) {
			try {
				return attempt.call();
			}
			catch (TransferException ex) {
				Duration pause = pause(failures, ex.retryAfter());
				if (!ex.isMendableByRetry() || pause.compareTo(LONGEST_RETRY_AFTER) > 0) {
					throw ex;
				}
				if (failures >= this.settings.attempts()) {
					throw new UpdateException(ex.reason(), ex.getMessage() + " (tried " + failures + " times)", ex);
				}
				logger.warn("{}; attempt {} of {} follows in {} ms", ex.getMessage(), failures + 1,
						this.settings.attempts(), pause.toMillis());
				this.sleeper.sleep(pause);
			}
		}
	}

	Duration pause(int failures, @Nullable Duration retryAfter) {
		Duration pause = new Backoff(this.settings.backoff(), this.settings.maxBackoff()).delay(failures - 1,
				this.random.getAsDouble());
		return (retryAfter != null && retryAfter.compareTo(pause) > 0) ? retryAfter : pause;
	}

	/** One try. */
	@FunctionalInterface
	interface Attempt<T> {

		T call() throws InterruptedException;

	}

}
