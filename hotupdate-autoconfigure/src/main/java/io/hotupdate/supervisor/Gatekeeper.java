package io.hotupdate.supervisor;

/**
 * Port: holds a restart back until it makes sense.
 */
@FunctionalInterface
interface Gatekeeper {

	/**
	 * Wait until the instance may be started.
	 * @throws InterruptedException if it is not to be started any more
	 */
	void await() throws InterruptedException;

}
