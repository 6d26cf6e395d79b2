package io.hotupdate.sample;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/** A request that the predecessor has accepted and that keeps its drain going. */
final class SlowRequest implements AutoCloseable {

	private static final long MILLIS = 12_000;

	private final RawConnection connection;

	private final CompletableFuture<RawConnection.Response> response = new CompletableFuture<>();

	private SlowRequest(RawConnection connection) {
		this.connection = connection;
	}

	/** Send it as late as the gate of the predecessor is surely open. */
	static SlowRequest atWarming(AppProcess app, InstanceWatch watch) throws IOException {
		watch.awaitPhase("WARMING");
		return send(app, MILLIS);
	}

	static SlowRequest send(AppProcess app, long millis) throws IOException {
		SlowRequest slow = new SlowRequest(RawConnection.open(app.port(), Duration.ofSeconds(60)));
		Thread thread = new Thread(() -> slow.exchange(millis), "slow-request");
		thread.setDaemon(true);
		thread.start();
		return slow;
	}

	private void exchange(long millis) {
		try {
			this.response.complete(this.connection
				.exchange("GET /slow?ms=" + millis + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"));
		}
		catch (IOException ex) {
			this.response.completeExceptionally(ex);
		}
	}

	/** The status of its answer. */
	int status() throws InterruptedException, ExecutionException, TimeoutException {
		return this.response.get(60, TimeUnit.SECONDS).status();
	}

	/** The release that answered. */
	String release() throws InterruptedException, ExecutionException, TimeoutException {
		return String.valueOf(this.response.get(60, TimeUnit.SECONDS).release());
	}

	/** Why it was not answered. */
	@Nullable Throwable failure() throws InterruptedException, TimeoutException {
		try {
			RawConnection.Response answered = this.response.get(60, TimeUnit.SECONDS);
			throw new AssertionError("Answered with " + answered.status());
		}
		catch (ExecutionException ex) {
			return ex.getCause();
		}
	}

	@Override
	public void close() throws IOException {
		this.connection.close();
	}

}
