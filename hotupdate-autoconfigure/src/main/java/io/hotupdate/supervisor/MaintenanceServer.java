package io.hotupdate.supervisor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

import io.hotupdate.process.ListenerHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts on the held listeners while nothing is started: health answers, everything else
 * is told to come back. No client waits in a queue that nobody empties. One thread does
 * it, which waits for no client; how many there are at once, and for how long, is
 * bounded.
 */
final class MaintenanceServer implements AutoCloseable {

	/** The rest waits in the queue of its listener. */
	static final int MAX_CONNECTIONS = 256;

	private static final Logger logger = LoggerFactory.getLogger(MaintenanceServer.class);

	/** For a request, its answer and the end of the connection. */
	private static final Duration PATIENCE = Duration.ofSeconds(5);

	/** While others wait. */
	private static final Duration SHORT_PATIENCE = Duration.ofSeconds(1);

	private static final long TICK_MILLIS = 200;

	private final MaintenanceAnswers answers;

	private final Selector selector;

	private final List<SelectionKey> listeners = new ArrayList<>();

	private final Set<MaintenanceConnection> connections = new HashSet<>();

	private final ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);

	private final CountDownLatch released = new CountDownLatch(1);

	private volatile boolean closed;

	/**
	 * Begin to accept.
	 * @param listeners where
	 * @param answers what to say
	 * @throws IOException if that is not possible
	 */
	MaintenanceServer(List<ListenerHandle> listeners, MaintenanceAnswers answers) throws IOException {
		this.answers = answers;
		this.selector = Selector.open();
		for (ListenerHandle listener : listeners) {
			this.listeners.add(listener.channel().register(this.selector, SelectionKey.OP_ACCEPT));
		}
		Thread thread = new Thread(this::run, "supervisor-maintenance");
		thread.setDaemon(true);
		thread.start();
	}

	private void run() {
		try (this.selector) {
			while (!this.closed) {
				turn();
			}
			release();
			while (!this.connections.isEmpty()) {
				turn();
			}
		}
		catch (IOException | RuntimeException ex) {
			logger.error("Nothing answers while no generation runs", ex);
		}
		finally {
			this.connections.forEach(MaintenanceServer::close);
			this.released.countDown();
		}
	}

	private void turn() throws IOException {
		this.selector.select(TICK_MILLIS);
		this.listeners.forEach((key) -> accepts(key, !isFull()));
		for (SelectionKey key : Set.copyOf(this.selector.selectedKeys())) {
			if (key.attachment() instanceof MaintenanceConnection connection) {
				proceed(connection);
			}
			else if (!this.closed) {
				accept(key);
			}
		}
		this.selector.selectedKeys().clear();
		Duration patience = isFull() ? SHORT_PATIENCE : PATIENCE;
		Set.copyOf(this.connections)
			.stream()
			.filter((connection) -> connection.isOlderThan(patience))
			.forEach(this::end);
	}

	private static void accepts(SelectionKey key, boolean accepts) {
		try {
			key.interestOps(accepts ? SelectionKey.OP_ACCEPT : 0);
		}
		catch (CancelledKeyException ex) {
			logger.trace("The listener is closed, or a generation's now", ex);
		}
	}

	private boolean isFull() {
		return this.connections.size() >= MAX_CONNECTIONS;
	}

	private void accept(SelectionKey key) {
		ServerSocketChannel listener = (ServerSocketChannel) key.channel();
		try {
			SocketChannel channel = isFull() ? null : listener.accept();
			while (channel != null) {
				open(channel);
				channel = isFull() ? null : listener.accept();
			}
		}
		catch (IOException ex) {
			if (listener.isOpen()) {
				logger.warn("A client could not be let in", ex);
				// until the next turn, lest this is said thousands of times a second
				accepts(key, false);
			}
		}
	}

	private void open(SocketChannel channel) throws IOException {
		try {
			this.connections.add(new MaintenanceConnection(channel, this.selector));
		}
		catch (IOException ex) {
			channel.close();
			throw ex;
		}
	}

	private void proceed(MaintenanceConnection connection) {
		try {
			if (connection.proceed(this.buffer, this.answers)) {
				return;
			}
		}
		catch (IOException ex) {
			logger.debug("A client in maintenance did not get its answer", ex);
		}
		end(connection);
	}

	private void end(MaintenanceConnection connection) {
		this.connections.remove(connection);
		close(connection);
	}

	private static void close(MaintenanceConnection connection) {
		try {
			connection.close();
		}
		catch (IOException ex) {
			logger.debug("A client in maintenance could not be let go", ex);
		}
	}

	private void release() throws IOException {
		this.listeners.forEach(SelectionKey::cancel);
		// else they would stay registered until the next select
		this.selector.selectNow();
		this.released.countDown();
	}

	/** Accept no more, so that a generation may. What was accepted is answered. */
	@Override
	public void close() {
		this.closed = true;
		this.selector.wakeup();
		try {
			this.released.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
