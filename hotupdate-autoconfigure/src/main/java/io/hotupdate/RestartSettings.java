package io.hotupdate;

import java.time.Duration;
import java.util.Optional;

/**
 * The figures of a {@link RestartPolicy}.
 *
 * @param backoff the delays
 * @param tries how many tries there are within the window
 * @param window the sliding window
 * @param resetAfter after how long without a failure all is forgotten
 */
public record RestartSettings(Backoff backoff, int tries, Duration window, Duration resetAfter) {

	/**
	 * Whether these figures can do what they are for: a window that is shorter than the
	 * tries in it never sees too many of them, and a start that fails is tried for ever.
	 * @param start how long one start may take
	 * @return what is wrong and what to do, empty if nothing is
	 */
	public Optional<String> problem(Duration start) {
		if (this.tries < 0) {
			return Optional.of("The number of tries is negative; perhaps you should set 0 for none");
		}
		if (!isPositive(this.backoff.first()) || this.backoff.longest().compareTo(this.backoff.first()) < 0) {
			return Optional.of("The delays of " + this.backoff.first() + " to " + this.backoff.longest()
					+ " are none; perhaps you should set a first delay above 0 and a longest one that is not shorter");
		}
		if (!isPositive(this.window) || !isPositive(this.resetAfter)) {
			return Optional.of("The window and the time after which failures are forgotten have to be above 0");
		}
		Duration needed = needed(start);
		if (needed.compareTo(this.window) >= 0) {
			return Optional.of("Within the window of " + this.window + " the " + this.tries + " tries cannot all be"
					+ " made: their delays and starts of " + start + " each take " + needed + ", so that too many"
					+ " would never be noticed; perhaps you should set a longer window, or fewer tries");
		}
		return Optional.empty();
	}

	private Duration needed(Duration start) {
		Duration needed = start.multipliedBy(this.tries);
		for (int i = 0; i < this.tries; i++) {
			needed = needed.plus(this.backoff.full(i));
		}
		return needed;
	}

	private static boolean isPositive(Duration duration) {
		return duration.compareTo(Duration.ZERO) > 0;
	}

}
