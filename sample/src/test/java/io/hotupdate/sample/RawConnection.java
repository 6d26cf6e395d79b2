package io.hotupdate.sample;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import io.hotupdate.sample.Outcome.GarbledException;

/** One HTTP/1.1 connection that hides nothing and repeats nothing. */
final class RawConnection implements Closeable {

	private final SocketChannel channel;

	private final InputStream in;

	private final int clientPort;

	private boolean begun;

	private RawConnection(SocketChannel channel) throws IOException {
		this.channel = channel;
		this.clientPort = channel.socket().getLocalPort();
		this.in = new BufferedInputStream(channel.socket().getInputStream());
	}

	/**
	 * Connect to a port of 127.0.0.1.
	 * @param timeout how long the connect and each read may take
	 */
	static RawConnection open(int port, Duration timeout) throws IOException {
		SocketChannel channel = SocketChannel.open();
		try {
			int millis = Math.toIntExact(timeout.toMillis());
			InetAddress loopback = InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 });
			channel.socket().connect(new InetSocketAddress(loopback, port), millis);
			channel.socket().setTcpNoDelay(true);
			channel.socket().setSoTimeout(millis);
			return new RawConnection(channel);
		}
		catch (IOException ex) {
			channel.close();
			throw ex;
		}
	}

	/** The port of this end. It outlives the connection. */
	int clientPort() {
		return this.clientPort;
	}

	/** Whether the server has ended this idle connection already. Does not block. */
	boolean closedByServer() throws IOException {
		this.channel.configureBlocking(false);
		try {
			return this.channel.read(ByteBuffer.allocate(1)) != 0;
		}
		catch (IOException ex) {
			// a reset that was here before we wrote
			return true;
		}
		finally {
			this.channel.configureBlocking(true);
		}
	}

	/** Write a request and read its whole answer. */
	Response exchange(String request) throws IOException {
		this.begun = false;
		this.channel.socket().getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
		int status;
		Head head;
		do {
			status = status(line());
			head = head();
		}
		while (status >= 100 && status < 200);
		body(head);
		return new Response(status, head.release, head.close);
	}

	/** Whether a byte of the last answer arrived. */
	boolean begun() {
		return this.begun;
	}

	private static int status(String line) throws IOException {
		String[] parts = line.split(" ", 3);
		if (parts.length < 2 || !parts[0].startsWith("HTTP/1.") || !parts[1].matches("[1-5][0-9][0-9]")) {
			throw new GarbledException("Not a status line: " + line);
		}
		return Integer.parseInt(parts[1]);
	}

	private Head head() throws IOException {
		Head head = new Head();
		for (String line = line(); !line.isEmpty(); line = line()) {
			int colon = line.indexOf(':');
			String name = line.substring(0, Math.max(colon, 0)).toLowerCase(Locale.ROOT);
			String value = line.substring(colon + 1).trim();
			switch (name) {
				case "content-length" -> head.length = number(value, 10);
				case "transfer-encoding" -> head.chunked = value.equalsIgnoreCase("chunked");
				case "connection" -> head.close = value.equalsIgnoreCase("close");
				case "x-release" -> head.release = value;
				default -> {
				}
			}
		}
		return head;
	}

	private void body(Head head) throws IOException {
		if (!head.chunked) {
			skip(head.length);
			return;
		}
		for (long size = chunk(); size > 0; size = chunk()) {
			skip(size);
			line();
		}
		line();
	}

	private long chunk() throws IOException {
		return number(line(), 16);
	}

	private static long number(String text, int radix) throws IOException {
		try {
			return Long.parseLong(text, radix);
		}
		catch (NumberFormatException ex) {
			throw new GarbledException("Not a length: " + text);
		}
	}

	private void skip(long bytes) throws IOException {
		for (long i = 0; i < bytes; i++) {
			read();
		}
	}

	private String line() throws IOException {
		StringBuilder line = new StringBuilder();
		for (int c = read(); c != '\n'; c = read()) {
			if (c != '\r') {
				line.append((char) c);
			}
		}
		return line.toString();
	}

	private int read() throws IOException {
		int c = this.in.read();
		if (c < 0) {
			throw new EOFException("The server closed the connection");
		}
		this.begun = true;
		return c;
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

	private static final class Head {

		private long length;

		private boolean chunked;

		private boolean close;

		private @Nullable String release;

	}

	/**
	 * A whole answer.
	 *
	 * @param status the HTTP status
	 * @param release the X-Release header, {@code null} if there was none
	 * @param close whether the server said that it closes the connection
	 */
	record Response(int status, @Nullable String release, boolean close) {
	}

}
