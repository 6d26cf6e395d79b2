package io.hotupdate.process;

import java.time.Duration;

/** A point in time that does not move with the wall clock. */
record Deadline(long nanoTime) {

	static Deadline in(Duration duration) {
		return new Deadline(System.nanoTime() + duration.toNanos());
	}

	boolean hasPassed() {
		return remainingMillis() <= 0;
	}

	long remainingMillis() {
		long nanos = this.nanoTime - System.nanoTime();
		return (nanos <= 0) ? 0 : Math.max(1, nanos / 1_000_000);
	}

}
