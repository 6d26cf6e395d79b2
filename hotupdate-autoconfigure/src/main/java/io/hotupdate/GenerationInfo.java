package io.hotupdate;

import java.time.Instant;

/**
 * One JVM process of the instance.
 *
 * @param number its number, from 1, never used again
 * @param pid its process id
 * @param version the version it runs
 * @param role what it is for
 * @param gate whether it takes connections off the listener
 * @param since when it was started
 */
public record GenerationInfo(long number, long pid, String version, Role role, Gate gate, Instant since) {

	/** What a generation is for. */
	public enum Role {

		/** It serves. */
		SERVING,
		/** It is being started. */
		STARTING,
		/** It finishes what it has accepted. */
		DRAINING,
		/** It stands by, ready to take back. */
		STANDBY

	}

	/** Whether a generation takes connections off the listener. */
	public enum Gate {

		/** It does. */
		OPEN,
		/** It does not. */
		CLOSED

	}

}
