package io.hotupdate.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The network between one instance and Redis. A parted one forwards nothing and says
 * nothing; what was sent meanwhile arrives afterwards, as with TCP.
 */
final class TcpProxy implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(TcpProxy.class);

	private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final Object gate = new Object();

	private volatile int target;

	private boolean parted;

	TcpProxy(int target) throws IOException {
		this.target = target;
		run("accept", this::accept);
	}

	int port() {
		return this.listener.getLocalPort();
	}

	void part() {
		synchronized (this.gate) {
			this.parted = true;
		}
	}

	void join() {
		synchronized (this.gate) {
			this.parted = false;
			this.gate.notifyAll();
		}
	}

	/** New connections go elsewhere, and there are no old ones. */
	void target(int target) {
		this.target = target;
		cut();
	}

	/** All connections end. */
	void cut() {
		this.sockets.forEach(TcpProxy::end);
		this.sockets.clear();
	}

	private void accept() throws IOException {
		while (!this.listener.isClosed()) {
			Socket in = this.listener.accept();
			this.sockets.add(in);
			run("connect", () -> {
				awaitGate();
				Socket out = connect(in);
				if (out != null) {
					run("there", () -> pump(in, out));
					run("back", () -> pump(out, in));
				}
			});
		}
	}

	private @Nullable Socket connect(Socket in) {
		try {
			Socket out = new Socket(InetAddress.getLoopbackAddress(), this.target);
			this.sockets.add(out);
			return out;
		}
		catch (IOException ex) {
			logger.trace("Nobody is there", ex);
			end(in);
			return null;
		}
	}

	private void pump(Socket from, Socket to) {
		try (from; to) {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			byte[] buffer = new byte[65536];
			for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
				awaitGate();
				out.write(buffer, 0, read);
			}
		}
		catch (IOException | InterruptedException ex) {
			logger.trace("The connection has ended", ex);
		}
		finally {
			this.sockets.remove(from);
			this.sockets.remove(to);
		}
	}

	private void awaitGate() throws InterruptedException {
		synchronized (this.gate) {
			while (this.parted) {
				this.gate.wait();
			}
		}
	}

	private static void end(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			logger.trace("It had ended", ex);
		}
	}

	private static void run(String name, Work work) {
		Thread thread = new Thread(() -> {
			try {
				work.run();
			}
			catch (IOException ex) {
				logger.trace("The proxy is closed", ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}, "proxy-" + name);
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
		join();
		cut();
	}

	/** What a thread does. */
	@FunctionalInterface
	private interface Work {

		void run() throws IOException, InterruptedException;

	}

}
