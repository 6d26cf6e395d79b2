package io.hotupdate.background;

/**
 * One kind of background work, started and stopped with all others, in a thread of its
 * own.
 */
interface OwnerWork {

	/** This generation has become the owner. */
	void gained();

	/**
	 * This generation gives ownership up.
	 * @param deadline when it does so in any case
	 * @throws InterruptedException if interrupted
	 */
	void losing(Deadline deadline) throws InterruptedException;

}
