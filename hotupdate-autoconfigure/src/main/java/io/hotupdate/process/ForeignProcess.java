package io.hotupdate.process;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * A process that is no child of this one.
 *
 * @param identity which
 */
record ForeignProcess(ProcessIdentity identity) implements SuccessorProcess {

	@Override
	public boolean isAlive() {
		return this.identity.isAlive();
	}

	@Override
	public OptionalInt exitCode(Duration timeout) {
		return OptionalInt.empty();
	}

	@Override
	public boolean kill(Duration timeout) throws InterruptedException {
		this.identity.kill();
		return this.identity.awaitExit(timeout);
	}

}
