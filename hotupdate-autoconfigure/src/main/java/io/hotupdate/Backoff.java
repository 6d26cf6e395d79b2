package io.hotupdate;

import java.time.Duration;

/**
 * Delays that double, with equal jitter: half of each is fixed, half left to chance, so
 * that many instances do not come back together (after "Exponential Backoff And Jitter",
 * AWS Architecture Blog).
 *
 * @param first the first delay
 * @param longest the longest one
 */
public record Backoff(Duration first, Duration longest) {

	/**
	 * The delay without chance.
	 * @param earlier how many delays there were before
	 * @return the delay
	 */
	public Duration full(int earlier) {
		long doubled = this.first.toMillis() << Math.min(20, earlier);
		return Duration.ofMillis(Math.min(this.longest.toMillis(), doubled));
	}

	/**
	 * The delay.
	 * @param earlier how many delays there were before
	 * @param random a number from 0 to 1
	 * @return half to all of the full delay
	 */
	public Duration delay(int earlier, double random) {
		long full = full(earlier).toMillis();
		return Duration.ofMillis(full / 2 + (long) (random * full / 2));
	}

}
