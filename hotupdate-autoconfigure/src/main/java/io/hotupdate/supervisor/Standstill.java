package io.hotupdate.supervisor;

import java.time.Instant;

/**
 * Why no generation runs.
 *
 * @param state what the instance is in
 * @param why what has happened
 * @param since since when
 * @param restarts how often the instance was restarted before
 */
record Standstill(State state, String why, Instant since, int restarts) {

	/** What the instance is in. */
	enum State {

		/** It is started again by itself, once it makes sense. */
		WAITING,
		/** It is started again when a person says so. */
		MAINTENANCE

	}

}
