package io.hotupdate.supervisor;

/**
 * Port: what runs the supervisor, and wants to know how the instance fares.
 */
interface ServiceManager {

	/** Nobody wants to know. */
	ServiceManager NONE = new ServiceManager() {

	};

	/**
	 * The instance serves.
	 * @param generation which generation does
	 */
	default void ready(String generation) {
	}

	/**
	 * Something worth a line.
	 * @param text the line
	 */
	default void status(String text) {
	}

	/** The instance ends. */
	default void stopping() {
	}

}
