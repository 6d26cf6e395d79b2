package io.hotupdate.handover;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests through a server's real HTTP stack before it takes traffic: one after
 * the other on one connection, so that the generation that serves keeps its processors.
 * An answer that does not come, or does not end, costs no more than the time it has.
 */
public final class WarmUp {

	private static final Logger logger = LoggerFactory.getLogger(WarmUp.class);

	/** How long the hearer of the progress waits at most, who may end the warm-up. */
	private static final long TELL_NANOS = Duration.ofMillis(250).toNanos();

	private final int requests;

	private final Duration maxDuration;

	private volatile boolean timeUp;

	private volatile @Nullable UnixHttpClient client;

	/**
	 * Create a warm-up.
	 * @param requests how many requests
	 * @param maxDuration how long they may take
	 */
	public WarmUp(int requests, Duration maxDuration) {
		this.requests = requests;
		this.maxDuration = maxDuration;
	}

	/**
	 * Warm up, once.
	 * @param socket the server's private socket
	 * @param paths the paths to ask for, in turn
	 * @param percent is told how far it is; an exception of it ends the warm-up
	 */
	public void run(Path socket, List<String> paths, IntConsumer percent) {
		long begun = System.nanoTime();
		CompletableFuture<Void> cap = CompletableFuture.runAsync(this::end,
				CompletableFuture.delayedExecutor(this.maxDuration.toMillis(), TimeUnit.MILLISECONDS));
		int total = Math.max(this.requests, paths.size());
		int sent = 0;
		int refused = 0;
		long told = begun;
		try {
			UnixHttpClient client = connect(socket);
			while (sent < total && !this.timeUp) {
				if (!client.isOpen()) {
					client.close();
					client = connect(socket);
				}
				refused += (!this.timeUp && client.get(paths.get(sent % paths.size())) >= 500) ? 1 : 0;
				sent++;
				if (sent % Math.max(1, total / 20) == 0 || System.nanoTime() - told > TELL_NANOS) {
					told = System.nanoTime();
					percent.accept((int) (sent * 100L / total));
				}
			}
		}
		catch (IOException ex) {
			if (!this.timeUp) {
				throw new UncheckedIOException("The warm-up ended after " + sent + " requests", ex);
			}
			logger.warn("The answer to {} did not end before the warm-up did; perhaps you should take this path off"
					+ " hotupdate.warm-up.paths", paths.get(sent % paths.size()));
		}
		finally {
			cap.cancel(false);
			close();
		}
		logger.info("Warmed up with {} requests in {} ms, {} of them answered with an error", sent,
				Duration.ofNanos(System.nanoTime() - begun).toMillis(), refused);
	}

	private UnixHttpClient connect(Path socket) throws IOException {
		UnixHttpClient client = new UnixHttpClient(socket);
		this.client = client;
		return client;
	}

	/** Closing the connection ends a read that nothing answers. */
	private void end() {
		this.timeUp = true;
		close();
	}

	private void close() {
		UnixHttpClient client = this.client;
		if (client == null) {
			return;
		}
		try {
			client.close();
		}
		catch (IOException ex) {
			logger.debug("The warm-up's connection could not be closed", ex);
		}
	}

}
