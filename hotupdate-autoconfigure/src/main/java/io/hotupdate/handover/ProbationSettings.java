package io.hotupdate.handover;

import java.time.Duration;

/**
 * By what a release is measured in its probation.
 *
 * @param window over which the error ratio is measured
 * @param errorRatio the limit on answers with a status of 500 or above
 * @param latency the limit on how long answers take
 * @param health whether a health of DOWN counts
 */
public record ProbationSettings(Duration window, ErrorRatio errorRatio, Latency latency, boolean health) {

	/**
	 * The limit on answers with a status of 500 or above.
	 *
	 * @param enabled whether there is this limit
	 * @param maxIncrease by how much the part of such answers may exceed the
	 * predecessor's, 0 to 1
	 * @param minRequests below how many requests it says nothing
	 */
	public record ErrorRatio(boolean enabled, double maxIncrease, long minRequests) {

	}

	/**
	 * The limit on how long answers take.
	 *
	 * @param enabled whether there is this limit
	 * @param action what is done when it is broken
	 * @param maxRatio how many times the predecessor's p99 it may be
	 * @param minIncrease less above the predecessor's p99 than this is no matter
	 * @param grace how long after the switch nothing is measured
	 * @param window over which it is measured
	 * @param sustained how long it has to be exceeded
	 * @param minRequests below how many requests it says nothing
	 */
	public record Latency(boolean enabled, Action action, double maxRatio, Duration minIncrease, Duration grace,
			Duration window, Duration sustained, long minRequests) {

	}

	/** What is done when a limit is broken. */
	public enum Action {

		/** Say so: in the log and in the snapshot. */
		REPORT,
		/** Take the traffic back. */
		TAKE_BACK

	}

}
