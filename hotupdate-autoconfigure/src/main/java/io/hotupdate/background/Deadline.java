package io.hotupdate.background;

import java.time.Duration;

/**
 * Until when a stop may take.
 *
 * @param at the time, by {@link System#nanoTime()}
 */
record Deadline(long at) {

	static Deadline in(Duration timeout) {
		return new Deadline(System.nanoTime() + timeout.toNanos());
	}

	long leftNanos() {
		return Math.max(0, this.at - System.nanoTime());
	}

	boolean hasPassed() {
		return leftNanos() == 0;
	}

}
