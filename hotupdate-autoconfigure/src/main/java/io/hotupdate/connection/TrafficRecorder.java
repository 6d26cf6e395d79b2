package io.hotupdate.connection;

/**
 * Is told of each request that counts as traffic, by many threads.
 */
@FunctionalInterface
public interface TrafficRecorder {

	/** For a request whose duration says nothing of the application. */
	long NOT_TIMED = -1;

	/**
	 * A request has ended.
	 * @param error whether it was answered with a status of 500 or above
	 * @param nanos how long it took, or {@link #NOT_TIMED}
	 */
	void record(boolean error, long nanos);

}
