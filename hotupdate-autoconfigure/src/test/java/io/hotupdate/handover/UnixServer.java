package io.hotupdate.handover;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server on a Unix domain socket that answers with the bytes that a test gives it. An
 * answer with {@link #CLOSE} or {@link #NO_LENGTH} in it ends its connection.
 */
final class UnixServer implements Closeable {

	private static final Logger logger = LoggerFactory.getLogger(UnixServer.class);

	static final String CLOSE = "Connection: close\r\n";

	static final String NO_LENGTH = "X-Body: until the end\r\n";

	static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK";

	final List<String> requests = new CopyOnWriteArrayList<>();

	final AtomicInteger connections = new AtomicInteger();

	final Path path;

	private final List<SocketChannel> accepted = new CopyOnWriteArrayList<>();

	private final ServerSocketChannel listener;

	private final Function<String, String> answers;

	UnixServer(Path path, Function<String, String> answers) throws IOException {
		this.path = path;
		this.answers = answers;
		this.listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path));
		daemon(this::accept);
	}

	private void accept() {
		try {
			while (true) {
				SocketChannel channel = this.listener.accept();
				this.connections.incrementAndGet();
				this.accepted.add(channel);
				daemon(() -> serve(channel));
			}
		}
		catch (IOException ex) {
			logger.debug("No more connections", ex);
		}
	}

	private void serve(SocketChannel channel) {
		try (channel; BufferedReader reader = reader(channel)) {
			String request = reader.readLine();
			while (request != null && !serve(channel, reader, request)) {
				request = reader.readLine();
			}
		}
		catch (IOException ex) {
			logger.debug("The connection has ended", ex);
		}
	}

	private boolean serve(SocketChannel channel, BufferedReader reader, String request) throws IOException {
		String header = reader.readLine();
		while (header != null && !header.isEmpty()) {
			header = reader.readLine();
		}
		this.requests.add(request);
		String answer = this.answers.apply(request.split(" ", 3)[1]);
		ByteBuffer bytes = StandardCharsets.ISO_8859_1.encode(answer);
		while (bytes.hasRemaining()) {
			channel.write(bytes);
		}
		return answer.contains(CLOSE) || answer.contains(NO_LENGTH);
	}

	private static BufferedReader reader(SocketChannel channel) {
		return new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.ISO_8859_1));
	}

	private static void daemon(Runnable task) {
		Thread thread = new Thread(task, "unix-server");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
		for (SocketChannel channel : this.accepted) {
			channel.close();
		}
	}

}
