package io.hotupdate.supervisor;

import java.io.IOException;
import java.net.Socket;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.hotupdate.process.ListenerHandle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts on the held listeners while nothing is started: health answers, everything else
 * is told to come back. No client waits in a queue that nobody empties.
 */
final class MaintenanceServer implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(MaintenanceServer.class);

	private static final int TIMEOUT_MILLIS = 5_000;

	private static final int THREADS = 4;

	private final List<ListenerHandle> listeners;

	private final MaintenanceAnswers answers;

	private final ExecutorService workers = new ThreadPoolExecutor(0, THREADS, 5, TimeUnit.SECONDS,
			new SynchronousQueue<>(), MaintenanceServer::thread);

	private final Selector selector;

	private final Thread acceptor;

	private volatile boolean closed;

	/**
	 * Begin to accept.
	 * @param listeners where
	 * @param answers what to say
	 * @throws IOException if that is not possible
	 */
	MaintenanceServer(List<ListenerHandle> listeners, MaintenanceAnswers answers) throws IOException {
		this.listeners = listeners;
		this.answers = answers;
		this.selector = Selector.open();
		this.acceptor = thread(this::accept);
		for (ListenerHandle listener : listeners) {
			listener.channel().register(this.selector, SelectionKey.OP_ACCEPT);
		}
		this.acceptor.start();
	}

	private static Thread thread(Runnable task) {
		Thread thread = new Thread(task, "supervisor-maintenance");
		thread.setDaemon(true);
		return thread;
	}

	private void accept() {
		try {
			while (!this.closed) {
				this.selector.select();
				this.selector.selectedKeys().clear();
				for (ListenerHandle listener : this.listeners) {
					accept(listener.channel());
				}
			}
		}
		catch (IOException ex) {
			logger.error("Nothing answers while this instance is in MAINTENANCE", ex);
		}
	}

	private void accept(ServerSocketChannel channel) throws IOException {
		SocketChannel connection = this.closed ? null : channel.accept();
		while (connection != null) {
			answer(connection);
			connection = this.closed ? null : channel.accept();
		}
	}

	private void answer(SocketChannel connection) throws IOException {
		try {
			this.workers.execute(() -> serve(connection));
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Too many at once: one is turned away", ex);
			connection.close();
		}
	}

	private void serve(SocketChannel connection) {
		try (connection) {
			connection.configureBlocking(true);
			Socket socket = connection.socket();
			socket.setSoTimeout(TIMEOUT_MILLIS);
			MaintenanceRequest request = MaintenanceRequest.read(socket.getInputStream());
			@Nullable Runnable then = this.answers.answer(request, socket.getOutputStream());
			connection.shutdownOutput();
			if (then != null) {
				then.run();
			}
		}
		catch (IOException ex) {
			logger.debug("A client in maintenance did not get its answer", ex);
		}
	}

	/** Accept no more, so that a generation may. What was accepted is answered. */
	@Override
	public void close() {
		this.closed = true;
		this.selector.wakeup();
		try {
			this.acceptor.join();
			for (SelectionKey key : this.selector.keys()) {
				key.cancel();
			}
			this.selector.selectNow();
			this.selector.close();
		}
		catch (IOException ex) {
			logger.warn("The end of maintenance was not clean", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.workers.shutdown();
	}

}
