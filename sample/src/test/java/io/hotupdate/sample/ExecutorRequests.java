package io.hotupdate.sample;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Requests of 800 ms that run on executors of the application, one after the other. */
final class ExecutorRequests implements AutoCloseable {

	private static final List<String> PATHS = List.of("/later?ms=800", "/courier?ms=800");

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final int port;

	private final List<Thread> threads = new ArrayList<>();

	private final AtomicLong answered = new AtomicLong();

	private final Collection<String> failures = new ConcurrentLinkedQueue<>();

	private volatile boolean ended;

	private ExecutorRequests(int port) {
		this.port = port;
		for (String path : PATHS) {
			for (int i = 0; i < 2; i++) {
				Thread thread = new Thread(() -> run(path), "executor-requests");
				thread.setDaemon(true);
				thread.start();
				this.threads.add(thread);
			}
		}
	}

	static ExecutorRequests start(int port) {
		return new ExecutorRequests(port);
	}

	long answered() {
		return this.answered.get();
	}

	Collection<String> failures() {
		return List.copyOf(this.failures);
	}

	private void run(String path) {
		while (!this.ended) {
			try (RawConnection connection = RawConnection.open(this.port, TIMEOUT)) {
				RawConnection.Response response = connection
					.exchange("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
				if (response.status() == 200) {
					this.answered.incrementAndGet();
				}
				else {
					this.failures.add(path + " " + response.status());
				}
			}
			catch (IOException ex) {
				this.failures.add(path + " " + ex);
			}
		}
	}

	@Override
	public void close() throws InterruptedException {
		this.ended = true;
		for (Thread thread : this.threads) {
			thread.join();
		}
	}

}
