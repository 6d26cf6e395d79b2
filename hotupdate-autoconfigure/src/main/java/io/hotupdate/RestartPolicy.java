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
 * after delays that double, with equal jitter (half of each is fixed, half random, after
 * "Exponential Backoff And Jitter", AWS Architecture Blog), and only so often in a
 * sliding window.
 */
public final class RestartPolicy {

	private final RestartSettings settings;

	private final Clock clock;

	private final DoubleSupplier random;

	private final Deque<Instant> restarts = new ArrayDeque<>();

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

	/** It works. */
	public synchronized void ready() {
		this.readySince = this.clock.instant();
	}

	/** Forget all failures: a person has looked into it. */
	public synchronized void reset() {
		this.restarts.clear();
		this.delays = 0;
		this.readySince = null;
	}

	/**
	 * It has failed.
	 * @param ready whether it worked before
	 * @return what to do
	 */
	public synchronized Decision crashed(boolean ready) {
		Instant now = this.clock.instant();
		Instant since = this.readySince;
		this.readySince = null;
		if (since != null && !since.plus(this.settings.resetAfter()).isAfter(now)) {
			reset();
		}
		Instant begin = now.minus(this.settings.window());
		this.restarts.removeIf((restart) -> restart.isBefore(begin));
		if (this.restarts.size() >= this.settings.maxRestarts()) {
			return new Decision(null, "It was restarted " + this.restarts.size() + " times within "
					+ this.settings.window() + ", and " + this.settings.maxRestarts() + " are allowed");
		}
		boolean atOnce = ready && this.restarts.isEmpty();
		this.restarts.add(now);
		Duration delay = atOnce ? Duration.ZERO : delay();
		return new Decision(delay, "restart " + this.restarts.size() + " of " + this.settings.maxRestarts() + " within "
				+ this.settings.window());
	}

	private Duration delay() {
		Duration full = this.settings.delay(this.delays);
		this.delays++;
		long half = full.toMillis() / 2;
		return Duration.ofMillis(half + (long) (half * this.random.getAsDouble()));
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
