package io.hotupdate.connection;

import java.util.concurrent.TimeUnit;

/**
 * How far a client is behind a rate, in time: it grows while the client is waited for,
 * and shrinks by what the client has sent or taken.
 */
final class Lag {

	private long nanos;

	void reset() {
		this.nanos = 0;
	}

	/**
	 * Counts what has happened since the last update.
	 * @param waited how long the client was waited for, in nanoseconds
	 * @param bytes what it has sent or taken
	 * @param rate the rate in bytes a second, over 0
	 * @param credit how far it may be ahead, in nanoseconds
	 * @return the lag in nanoseconds, negative if the client is ahead
	 */
	long update(long waited, long bytes, long rate, long credit) {
		double worth = (double) bytes / rate * TimeUnit.SECONDS.toNanos(1);
		this.nanos = (long) Math.max(this.nanos + waited - worth, -(double) credit);
		return this.nanos;
	}

}
