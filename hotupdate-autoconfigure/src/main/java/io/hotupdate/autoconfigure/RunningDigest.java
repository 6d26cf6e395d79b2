package io.hotupdate.autoconfigure;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.hotupdate.Release;
import io.hotupdate.autoconfigure.HotUpdateStart.Running;
import io.hotupdate.release.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The digest of the jar that this generation runs: the one it was verified by or, of a
 * jar that was started by hand, computed at the start, beside it. Later another file may
 * have its name.
 */
final class RunningDigest implements Supplier<Optional<String>> {

	private static final Logger logger = LoggerFactory.getLogger(RunningDigest.class);

	private final CompletableFuture<Optional<String>> digest = new CompletableFuture<>();

	RunningDigest(Running running) {
		Optional<String> verified = running.store()
			.find(running.self().version())
			.filter((release) -> release.jar().equals(running.jar()))
			.map(Release::sha256);
		if (verified.isPresent()) {
			this.digest.complete(verified);
			return;
		}
		Thread thread = new Thread(() -> this.digest.complete(compute(running)), "hotupdate-digest");
		thread.setDaemon(true);
		thread.start();
	}

	private static Optional<String> compute(Running running) {
		try {
			return Optional.of(Sha256.of(running.jar()));
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("The running jar cannot be read", ex);
			return Optional.empty();
		}
	}

	/** Empty as long as it is not known. */
	@Override
	public Optional<String> get() {
		return this.digest.getNow(Optional.empty());
	}

}
