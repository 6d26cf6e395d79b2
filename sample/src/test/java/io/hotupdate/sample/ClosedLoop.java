package io.hotupdate.sample;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Sends a fixed number of requests over a few kept-alive connections, each as soon as the
 * one before it is answered.
 */
final class ClosedLoop {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final int CONNECTIONS = 4;

	private final int port;

	ClosedLoop(int port) {
		this.port = port;
	}

	/** Send GET / so many times; an answer but 200 is a failure. */
	void run(int requests) throws InterruptedException {
		ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
		try {
			List<Future<?>> parts = new ArrayList<>();
			for (int i = 0; i < CONNECTIONS; i++) {
				int part = requests / CONNECTIONS;
				parts.add(threads.submit(() -> {
					send(part);
					return null;
				}));
			}
			for (Future<?> part : parts) {
				part.get();
			}
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("Not all of " + requests + " requests were answered", ex);
		}
		finally {
			threads.shutdownNow();
		}
	}

	private void send(int requests) throws IOException {
		RawConnection connection = RawConnection.open(this.port, TIMEOUT);
		try {
			for (int i = 0; i < requests; i++) {
				RawConnection.Response response = connection.exchange("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
				if (response.status() != 200) {
					throw new IOException("Answered with " + response.status());
				}
				if (response.close()) {
					connection.close();
					connection = RawConnection.open(this.port, TIMEOUT);
				}
			}
		}
		finally {
			connection.close();
		}
	}

}
