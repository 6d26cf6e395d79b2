package io.hotupdate.supervisor;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where generations find their supervisor: a socket in a directory that only this user
 * may enter.
 */
final class ControlSocket implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ControlSocket.class);

	private final Path path;

	private final ServerSocketChannel channel;

	private ControlSocket(Path path, ServerSocketChannel channel) {
		this.path = path;
		this.channel = channel;
	}

	/**
	 * Listen, in place of a supervisor that has died.
	 * @param path the socket
	 * @throws IOException if a living supervisor listens there, or nobody can
	 */
	static ControlSocket listen(Path path) throws IOException {
		if (isAnswered(path)) {
			throw new IOException("Another supervisor runs this instance; perhaps you should stop it first, or give"
					+ " this one a hotupdate.home of its own");
		}
		Files.deleteIfExists(path);
		ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
		channel.bind(UnixDomainSocketAddress.of(path));
		return new ControlSocket(path, channel);
	}

	private static boolean isAnswered(Path path) {
		try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
			return channel.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

	/** Hand over each generation that comes, on a thread of its own. */
	void serve(Consumer<FrameChannel> met) {
		Thread thread = new Thread(() -> accept(met), "supervisor-accept");
		thread.setDaemon(true);
		thread.start();
	}

	private void accept(Consumer<FrameChannel> met) {
		while (this.channel.isOpen()) {
			try {
				met.accept(new FrameChannel(this.channel.accept()));
			}
			catch (ClosedChannelException ex) {
				logger.debug("The supervisor's socket is closed", ex);
			}
			catch (IOException ex) {
				logger.warn("A generation could not be let in", ex);
			}
		}
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
		Files.deleteIfExists(this.path);
	}

}
