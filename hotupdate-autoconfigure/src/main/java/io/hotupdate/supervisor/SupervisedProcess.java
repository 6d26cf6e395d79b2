package io.hotupdate.supervisor;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.hotupdate.process.ProcessIdentity;
import io.hotupdate.process.SuccessorProcess;

/**
 * A process that the supervisor has started, and of whose end it tells.
 *
 * @param identity which
 * @param exit completes with its exit code, unless the supervisor dies before
 */
record SupervisedProcess(ProcessIdentity identity, CompletableFuture<Integer> exit) implements SuccessorProcess {

	@Override
	public boolean isAlive() {
		return this.identity.isAlive();
	}

	@Override
	public OptionalInt exitCode(Duration timeout) throws InterruptedException {
		try {
			return OptionalInt.of(this.exit.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
		}
		catch (ExecutionException | TimeoutException ex) {
			return OptionalInt.empty();
		}
	}

	@Override
	public boolean kill(Duration timeout) throws InterruptedException {
		this.identity.kill();
		return this.identity.awaitExit(timeout);
	}

}
