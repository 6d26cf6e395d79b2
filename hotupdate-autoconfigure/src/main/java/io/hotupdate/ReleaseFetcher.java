package io.hotupdate;

import java.util.Optional;

/**
 * Port: where releases come from. The controller calls it from one thread at a time.
 */
public interface ReleaseFetcher {

	/**
	 * Refuse at once what can never succeed: a location outside the allow-list, a version
	 * without a location.
	 * @param request what was asked for
	 * @throws UpdateException if the request is refused
	 */
	void check(UpdateRequest request);

	/**
	 * Bring the jar to this host. An interrupt ends it (pause and cancel); what has
	 * arrived is kept, and the next call for the same request goes on from there where
	 * the server can.
	 * @param request what was asked for
	 * @param progress is told the bytes so far
	 * @return the complete download
	 * @throws UpdateException if it failed and no further try can mend it
	 * @throws InterruptedException if it was interrupted
	 */
	Download fetch(UpdateRequest request, ByteProgress progress) throws InterruptedException;

	/**
	 * Prove that the download is the release asked for and put it into the store.
	 * @param download the download
	 * @return the release
	 * @throws UpdateException if it is not; the file is gone then
	 */
	Release verify(Download download);

	/**
	 * The release that was current before the one that is.
	 * @return a request for it, with its digest, or empty if none is kept
	 */
	Optional<UpdateRequest> previous();

	/**
	 * Delete what has arrived for a request that was given up.
	 * @param request what was asked for
	 */
	void discard(UpdateRequest request);

	/** Is told the bytes of a download. */
	@FunctionalInterface
	interface ByteProgress {

		/**
		 * More bytes have arrived.
		 * @param done bytes so far
		 * @param total bytes in all, or -1 if unknown
		 */
		void bytes(long done, long total);

	}

}
