package io.hotupdate;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Port: gives the traffic to a release. The controller calls it from one thread at a
 * time.
 */
public interface Handover {

	/**
	 * All checks that can be made without starting anything.
	 * @return what was found, in the order of its weight; empty if nothing is in the way
	 */
	List<Finding> plan();

	/**
	 * Start the release as the successor of this generation and give it the traffic. When
	 * it returns, the successor owns the update and this controller mirrors it. When it
	 * throws, the successor is gone and this generation serves as before.
	 * @param release the release
	 * @param progress is told of each phase
	 * @throws UpdateException if it failed
	 */
	void handOver(Release release, HandoverProgress progress);

	/**
	 * Ask for the end of the probation, from either generation.
	 * @param verb {@link Verb#ROLLBACK} or {@link Verb#CONFIRM}
	 * @throws UpdateException if no probation is under way any more
	 */
	void endProbation(Verb verb);

	/**
	 * Tell the generation that owns the update what is to begin when it has ended. Asked
	 * of a generation that does not own it.
	 * @param request the update, or {@code null} for none any more
	 * @throws UpdateException with {@link Reason#WRONG_STATE} if there is no such
	 * generation
	 */
	void queue(@Nullable UpdateRequest request);

	/**
	 * One thing that a check found.
	 *
	 * @param code a fixed code
	 * @param reason the reason for which a start is refused because of it
	 * @param blocking whether no update is possible because of it
	 * @param message what it is
	 * @param remedy what to do about it
	 */
	record Finding(String code, Reason reason, boolean blocking, String message, String remedy) {

		/**
		 * A finding that makes updates impossible.
		 * @param code a fixed code
		 * @param message what it is
		 * @param remedy what to do about it
		 * @return the finding
		 */
		public static Finding blocking(String code, String message, String remedy) {
			return new Finding(code, Reason.NOT_SUPPORTED, true, message, remedy);
		}

		/**
		 * A finding to know of.
		 * @param code a fixed code
		 * @param message what it is
		 * @param remedy what to do about it
		 * @return the finding
		 */
		public static Finding warning(String code, String message, String remedy) {
			return new Finding(code, Reason.NOT_SUPPORTED, false, message, remedy);
		}

	}

}
