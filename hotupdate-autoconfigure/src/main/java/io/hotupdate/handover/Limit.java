package io.hotupdate.handover;

import io.hotupdate.ProbationInfo;
import io.hotupdate.Reason;

/**
 * A limit on the successor, judged in the predecessor on one thread. There is a new one
 * for each probation.
 */
interface Limit extends AutoCloseable {

	/** Why the traffic is taken back when it is broken. */
	Reason reason();

	/**
	 * The switch has come: what was measured here until now is what counts as before.
	 */
	default void freeze() {
	}

	/** Judge, without waiting for anything. */
	ProbationInfo.Limit judge(Evidence evidence);

	@Override
	default void close() {
	}

}
