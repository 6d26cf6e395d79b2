package io.hotupdate.connection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections past the limit. Each is told so and stays until its client has read it or a
 * short time has passed: closing a socket with unread input would reset it, and the
 * answer with it. Any thread may reject; one thread alone awaits.
 */
final class Rejections {

	private static final Logger logger = LoggerFactory.getLogger(Rejections.class);

	private static final byte[] ANSWER = """
			HTTP/1.1 503 \r
			Retry-After: 1\r
			Connection: close\r
			Content-Length: 0\r
			\r
			""".getBytes(StandardCharsets.US_ASCII);

	private static final int AT_ONCE = 64;

	private static final long LINGER_NANOS = Duration.ofSeconds(2).toNanos();

	private final Selector selector;

	private final AtomicInteger lingering = new AtomicInteger();

	private final ByteBuffer discarded = ByteBuffer.allocate(8 * 1024);

	Rejections() {
		try {
			this.selector = Selector.open();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Whether one more can be told. */
	boolean hasRoom() {
		return this.lingering.get() < AT_ONCE;
	}

	/**
	 * Rejects a connection. Does not block.
	 * @param socket the socket; it is closed, at once or later
	 * @param secure whether the client expects TLS and could not read an answer
	 * @param freed called when there is room again
	 */
	void reject(SocketChannel socket, boolean secure, Runnable freed) {
		if (secure) {
			closeQuietly(socket);
			return;
		}
		this.lingering.incrementAndGet();
		try {
			socket.configureBlocking(false);
			socket.write(ByteBuffer.wrap(ANSWER));
			socket.shutdownOutput();
			socket.register(this.selector, SelectionKey.OP_READ,
					new Lingering(System.nanoTime() + LINGER_NANOS, freed));
			this.selector.wakeup();
		}
		catch (IOException ex) {
			logger.debug("A client has gone before it was rejected", ex);
			this.lingering.decrementAndGet();
			closeQuietly(socket);
		}
	}

	void wakeUp() {
		this.selector.wakeup();
	}

	/** Nobody looks after them any more. */
	void releaseAll() {
		this.selector.keys().forEach(this::release);
	}

	void await(long millis) throws IOException {
		if (this.selector.select(millis) > 0) {
			for (SelectionKey key : this.selector.selectedKeys()) {
				if (key.isValid() && isEnded((SocketChannel) key.channel())) {
					release(key);
				}
			}
			this.selector.selectedKeys().clear();
		}
		if (!this.selector.keys().isEmpty()) {
			long now = System.nanoTime();
			for (SelectionKey key : this.selector.keys()) {
				if (key.isValid() && key.attachment() instanceof Lingering one && now - one.until() >= 0) {
					release(key);
				}
			}
		}
	}

	private boolean isEnded(SocketChannel socket) {
		try {
			return socket.read(this.discarded.clear()) < 0;
		}
		catch (IOException ex) {
			logger.trace("A rejected client has gone", ex);
			return true;
		}
	}

	private void release(SelectionKey key) {
		closeQuietly((SocketChannel) key.channel());
		this.lingering.decrementAndGet();
		if (key.attachment() instanceof Lingering one) {
			one.freed().run();
		}
	}

	private static void closeQuietly(SocketChannel socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			logger.debug("A rejected connection could not be closed", ex);
		}
	}

	private record Lingering(long until, Runnable freed) {

	}

}
