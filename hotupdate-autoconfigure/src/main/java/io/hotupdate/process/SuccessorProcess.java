package io.hotupdate.process;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * The process of a successor, whoever has started it: this process, a supervisor, or
 * somebody else.
 */
public interface SuccessorProcess {

	/**
	 * Its identity.
	 * @return the identity; one that is not alive if the process has ended
	 */
	ProcessIdentity identity();

	/**
	 * Its pid.
	 * @return the pid
	 */
	default long pid() {
		return identity().pid();
	}

	/**
	 * Whether it is running.
	 * @return {@code true} if it is
	 */
	boolean isAlive();

	/**
	 * With what it has ended. The traffic waits for nobody who asks this: where the code
	 * cannot be known the answer comes at once.
	 * @param timeout how long to wait for its end
	 * @return the exit code, 128 + n for signal n; empty if it is not known, or not yet
	 * @throws InterruptedException if the wait is interrupted
	 */
	OptionalInt exitCode(Duration timeout) throws InterruptedException;

	/**
	 * Kill it (SIGKILL) and wait until it has ended.
	 * @param timeout how long at most
	 * @return whether it has ended
	 * @throws InterruptedException if the wait is interrupted
	 */
	boolean kill(Duration timeout) throws InterruptedException;

	/**
	 * A process that this one has not started: its exit code is not known.
	 * @param identity its identity
	 * @return the process
	 */
	static SuccessorProcess of(ProcessIdentity identity) {
		return new ForeignProcess(identity);
	}

}
