package io.hotupdate.connection;

/**
 * One who asks clients to go when a drain begins, such as those with a long-lived
 * connection. Beans of this type are found; they come in the order of {@code @Order},
 * each on a thread of its own.
 */
@FunctionalInterface
public interface DrainParticipant {

	/**
	 * Asks the clients that were not asked yet. Called when the drain begins and again
	 * about four times a second until it ends, for clients that have come meanwhile. An
	 * exception is logged.
	 */
	void drain();

}
