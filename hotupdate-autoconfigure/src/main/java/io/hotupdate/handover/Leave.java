package io.hotupdate.handover;

/**
 * Ends this process in the ordinary way: the context is closed, shutdown hooks run.
 */
@FunctionalInterface
interface Leave {

	/**
	 * End this process. Returns at once.
	 * @param code its exit code
	 * @param why for the log
	 */
	void leave(int code, String why);

}
