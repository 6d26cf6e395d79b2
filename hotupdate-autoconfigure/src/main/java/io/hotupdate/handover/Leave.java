package io.hotupdate.handover;

import io.hotupdate.GenerationInfo;

/**
 * Ends this process in the ordinary way: the context is closed, shutdown hooks run.
 */
@FunctionalInterface
public interface Leave {

	/**
	 * End this process. Returns at once.
	 * @param code its exit code
	 * @param why for the log
	 */
	void leave(int code, String why);

	/**
	 * A successor is confirmed: it stands for this instance from now on, and this process
	 * is about to end.
	 * @param successor the successor
	 */
	default void succeededBy(GenerationInfo successor) {
	}

}
