package io.hotupdate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.DoubleSupplier;

import org.jspecify.annotations.Nullable;

/**
 * When to try again what has failed: the first time at once if it had worked before, then
 * after the delays of a {@link Backoff}, and only so often in a sliding window.
 */
public final class RestartPolicy {

	private RestartSettings settings;

	private final Clock clock;

	private final DoubleSupplier random;

	private final Deque<Instant> tries = new ArrayDeque<>();

	private int delays;

	private @Nullable Instant readySince;

	/**
	 * Create a policy that has seen nothing yet.
	 * @param settings its figures
	 * @param clock the clock
	 * @param random numbers from 0 to 1
	 */
	public RestartPolicy(RestartSettings settings, Clock clock, DoubleSupplier random) {
		this.settings = settings;
		this.clock = clock;
		this.random = random;
	}

	/**
	 * Go on with other figures.
	 * @param settings the figures
	 */
	public synchronized void settings(RestartSettings settings) {
		this.settings = settings;
	}

	/** It works. */
	public synchronized void ready() {
		this.readySince = this.clock.instant();
	}

	/** Forget all failures: a person has looked into it. */
	public synchronized void reset() {
		this.tries.clear();
		this.delays = 0;
		this.readySince = null;
	}

	/**
	 * It has failed.
	 * @param ready whether it worked before
	 * @return what to do
	 */
	public synchronized Decision failed(boolean ready) {
		Instant now = this.clock.instant();
		Instant since = this.readySince;
		this.readySince = null;
		if (since != null && !since.plus(this.settings.resetAfter()).isAfter(now)) {
			reset();
		}
		Instant begin = now.minus(this.settings.window());
		this.tries.removeIf((one) -> one.isBefore(begin));
		if (this.tries.size() >= this.settings.tries()) {
			return new Decision(null, "It was tried again " + this.tries.size() + " times within "
					+ this.settings.window() + ", and " + this.settings.tries() + " are allowed");
		}
		boolean atOnce = ready && this.tries.isEmpty();
		this.tries.add(now);
		Duration delay = atOnce ? Duration.ZERO
				: this.settings.backoff().delay(this.delays++, this.random.getAsDouble());
		return new Decision(delay,
				"try " + this.tries.size() + " of " + this.settings.tries() + " within " + this.settings.window());
	}

	/**
	 * What to do.
	 *
	 * @param after when to try again, or {@code null} if not by itself any more
	 * @param text why, with figures
	 */
	public record Decision(@Nullable Duration after, String text) {

	}

}
