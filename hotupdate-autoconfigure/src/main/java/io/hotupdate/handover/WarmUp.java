package io.hotupdate.handover;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.IntConsumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests through a server's real HTTP stack before it takes traffic: one after
 * the other on one connection, so that the generation that serves keeps its processors.
 */
public final class WarmUp {

	private static final Logger logger = LoggerFactory.getLogger(WarmUp.class);

	/** How long the hearer of the progress waits at most, who may end the warm-up. */
	private static final long TELL_NANOS = Duration.ofMillis(250).toNanos();

	private final int requests;

	private final Duration maxDuration;

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
	 * Warm up.
	 * @param socket the server's private socket
	 * @param paths the paths to ask for, in turn
	 * @param percent is told how far it is; an exception of it ends the warm-up
	 */
	public void run(Path socket, List<String> paths, IntConsumer percent) {
		long begun = System.nanoTime();
		int sent = 0;
		int refused = 0;
		long told = begun;
		try {
			UnixHttpClient client = new UnixHttpClient(socket);
			try {
				while (sent < Math.max(this.requests, paths.size())
						&& System.nanoTime() - begun < this.maxDuration.toNanos()) {
					if (!client.isOpen()) {
						client.close();
						client = new UnixHttpClient(socket);
					}
					refused += (client.get(paths.get(sent % paths.size())) >= 500) ? 1 : 0;
					sent++;
					if (sent % Math.max(1, this.requests / 20) == 0 || System.nanoTime() - told > TELL_NANOS) {
						told = System.nanoTime();
						percent.accept((int) (sent * 100L / Math.max(1, this.requests)));
					}
				}
			}
			finally {
				client.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The warm-up ended after " + sent + " requests", ex);
		}
		logger.info("Warmed up with {} requests in {} ms, {} of them answered with an error", sent,
				Duration.ofNanos(System.nanoTime() - begun).toMillis(), refused);
	}

}
