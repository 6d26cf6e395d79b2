package io.hotupdate.release;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.hotupdate.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body with a watchdog: the JDK's client has no timeout for it.
 */
final class BodyReader implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {

	private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();

	private final Deque<ByteBuffer> buffers = new ArrayDeque<>();

	private final Location location;

	private final Duration stallTimeout;

	private volatile Flow.@Nullable Subscription subscription;

	private boolean ended;

	BodyReader(Location location, Duration stallTimeout) {
		this.location = location;
		this.stallTimeout = stallTimeout;
	}

	/**
	 * Wait for more bytes.
	 * @return the bytes, {@code null} at the end
	 * @throws IOException if the server broke off
	 */
	@Nullable ByteBuffer next() throws IOException, InterruptedException {
		while (!this.ended) {
			ByteBuffer buffer = this.buffers.poll();
			if (buffer == null) {
				await();
			}
			else if (buffer.hasRemaining()) {
				return buffer;
			}
		}
		return null;
	}

	private void await() throws IOException, InterruptedException {
		Signal signal = this.signals.poll(this.stallTimeout.toMillis(), TimeUnit.MILLISECONDS);
		if (signal == null) {
			throw stalled(this.location, this.stallTimeout);
		}
		if (signal.failure() != null) {
			this.ended = true;
			throw new IOException(signal.failure());
		}
		if (signal.buffers() == null) {
			this.ended = true;
			return;
		}
		this.buffers.addAll(signal.buffers());
		request();
	}

	static TransferException stalled(Location location, Duration timeout) {
		return new TransferException(Reason.SERVER_STALLED, "The server has sent nothing for " + timeout.toMillis()
				+ " ms of " + location
				+ "; perhaps you should look at the server and what is between, or raise hotupdate.releases.stall-timeout",
				null);
	}

	private void request() {
		Flow.Subscription current = this.subscription;
		if (current != null) {
			current.request(1);
		}
	}

	@Override
	public void onSubscribe(Flow.Subscription subscription) {
		this.subscription = subscription;
		subscription.request(1);
	}

	@Override
	public void onNext(List<ByteBuffer> item) {
		this.signals.add(new Signal(item, null));
	}

	@Override
	public void onError(Throwable failure) {
		this.signals.add(new Signal(null, failure));
	}

	@Override
	public void onComplete() {
		this.signals.add(new Signal(null, null));
	}

	/** Break the transfer off if it is not at its end. */
	@Override
	public void close() {
		Flow.Subscription current = this.subscription;
		if (!this.ended && current != null) {
			current.cancel();
		}
	}

	private record Signal(@Nullable List<ByteBuffer> buffers, @Nullable Throwable failure) {

	}

}
