package io.hotupdate.process;

import java.io.IOException;

/**
 * Starts a process by its command line: this process does, or its supervisor.
 */
@FunctionalInterface
public interface Spawner {

	/** This process starts it. */
	Spawner OWN_CHILD = GenerationProcess::launch;

	/**
	 * Start it.
	 * @param command how
	 * @return the process
	 * @throws IOException if it cannot be started
	 */
	SuccessorProcess spawn(SuccessorCommand command) throws IOException;

}
