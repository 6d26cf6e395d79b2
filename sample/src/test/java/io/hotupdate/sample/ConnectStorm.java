package io.hotupdate.sample;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Clients that connect, ask once and close, again and again, each as soon as it can.
 */
final class ConnectStorm implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final int port;

	private final Map<Outcome, Long> outcomes = new ConcurrentHashMap<>();

	private final List<Thread> threads = new ArrayList<>();

	private volatile boolean stopped;

	ConnectStorm(int port, int clients) {
		this.port = port;
		for (int i = 0; i < clients; i++) {
			Thread thread = new Thread(this::run, "storm-" + i);
			thread.setDaemon(true);
			thread.start();
			this.threads.add(thread);
		}
	}

	private void run() {
		while (!this.stopped) {
			this.outcomes.merge(connect(), 1L, Long::sum);
		}
	}

	private Outcome connect() {
		try (RawConnection connection = RawConnection.open(this.port, TIMEOUT)) {
			int status = connection.exchange("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n").status();
			return (status == 200) ? Outcome.OK : Outcome.BAD_STATUS;
		}
		catch (IOException ex) {
			return Outcome.of(ex, false);
		}
	}

	/** End it and tell how the requests have ended. */
	Map<Outcome, Long> stop() throws InterruptedException {
		this.stopped = true;
		for (Thread thread : this.threads) {
			thread.join();
		}
		return Map.copyOf(this.outcomes);
	}

	@Override
	public void close() throws InterruptedException {
		stop();
	}

}
