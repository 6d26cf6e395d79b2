package io.hotupdate;

/**
 * Port: a process of a release that was started by somebody else and has come to take
 * over. The controller calls it from one thread.
 */
public interface Newcomer {

	/**
	 * Prove its release and put it into the store.
	 * @return the release
	 * @throws UpdateException if it is not one of this application
	 */
	Release release();

	/**
	 * Give it the traffic, as in {@link Handover#handOver}.
	 * @param release its release
	 * @param progress is told of each phase
	 * @throws UpdateException if it failed
	 */
	void handOver(Release release, HandoverProgress progress);

	/**
	 * Tell it that it does not take over.
	 * @param why the reason, in words
	 */
	void dismiss(String why);

}
