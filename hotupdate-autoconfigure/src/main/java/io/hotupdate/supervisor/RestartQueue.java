package io.hotupdate.supervisor;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

import io.hotupdate.Backoff;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a restart back while something stands in its way, which is probed one probe at a
 * time, at delays that grow to half a minute and are jittered, or that what is asked
 * names: a hundred instances that wait for one database do not come to it at once, nor
 * does it hear of them often.
 */
final class RestartQueue {

	private static final Logger logger = LoggerFactory.getLogger(RestartQueue.class);

	private static final Backoff PROBING = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

	private final ScheduledExecutorService thread;

	private final DoubleSupplier random;

	private int probes;

	private @Nullable String last;

	private @Nullable ScheduledFuture<?> next;

	/**
	 * Create a queue.
	 * @param thread probes
	 * @param random numbers from 0 to 1
	 */
	RestartQueue(ScheduledExecutorService thread, DoubleSupplier random) {
		this.thread = thread;
		this.random = random;
	}

	/**
	 * Begin to wait, on the thread of this queue.
	 * @param gatekeeper what to ask
	 * @param start starts the instance
	 * @param waits is told what is in the way, when that changes
	 */
	void enter(Gatekeeper gatekeeper, Runnable start, Consumer<String> waits) {
		leave();
		probe(gatekeeper, start, waits);
	}

	private void probe(Gatekeeper gatekeeper, Runnable start, Consumer<String> waits) {
		String hindrance = gatekeeper.hindrance();
		if (hindrance == null) {
			if (this.probes > 0) {
				logger.info("Nothing is in the way of the restart any more");
			}
			leave();
			start.run();
			return;
		}
		if (!Objects.equals(hindrance, this.last)) {
			logger.warn("The restart waits: {}", hindrance);
			waits.accept(hindrance);
		}
		this.last = hindrance;
		Duration delay = gatekeeper.again(PROBING.delay(this.probes++, this.random.getAsDouble()));
		this.next = this.thread.schedule(() -> probe(gatekeeper, start, waits), delay.toMillis(),
				TimeUnit.MILLISECONDS);
	}

	/** Wait no longer. */
	void leave() {
		ScheduledFuture<?> next = this.next;
		if (next != null) {
			next.cancel(false);
		}
		this.next = null;
		this.probes = 0;
		this.last = null;
	}

}
