package io.hotupdate.sample;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import io.hotupdate.sample.Outcome.GarbledException;

/** One HTTP/1.1 connection that hides nothing and repeats nothing. */
final class RawConnection implements Closeable {

	private final Socket socket;

	private final BufferedInputStream in;

	private final int clientPort;

	private boolean begun;

	private RawConnection(Socket socket) throws IOException {
		this.socket = socket;
		this.clientPort = socket.getLocalPort();
		this.in = new BufferedInputStream(socket.getInputStream());
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
			return new RawConnection(channel.socket());
		}
		catch (IOException ex) {
			channel.close();
			throw ex;
		}
	}

	/** Speak over a socket that is connected, such as one with TLS. */
	static RawConnection over(Socket socket) throws IOException {
		return new RawConnection(socket);
	}

	/** The port of this end. It outlives the connection. */
	int clientPort() {
		return this.clientPort;
	}

	/**
	 * Whether the server has ended this idle connection already. Blocks for 1 ms at most.
	 */
	boolean closedByServer() throws IOException {
		SocketChannel channel = this.socket.getChannel();
		return (channel != null) ? closedByServer(channel) : closedUnderTls();
	}

	private static boolean closedByServer(SocketChannel channel) throws IOException {
		channel.configureBlocking(false);
		try {
			return channel.read(ByteBuffer.allocate(1)) != 0;
		}
		catch (IOException ex) {
			// a reset that was here before we wrote
			return true;
		}
		finally {
			channel.configureBlocking(true);
		}
	}

	private boolean closedUnderTls() throws IOException {
		int timeout = this.socket.getSoTimeout();
		this.socket.setSoTimeout(1);
		try {
			this.in.read();
			return true;
		}
		catch (SocketTimeoutException ex) {
			return false;
		}
		catch (IOException ex) {
			return true;
		}
		finally {
			this.socket.setSoTimeout(timeout);
		}
	}

	/** Write a request and read its whole answer. */
	Response exchange(String request) throws IOException {
		send(request);
		return receive();
	}

	/** Write a request, a part of one, or several. */
	void send(String request) throws IOException {
		send(request.getBytes(StandardCharsets.US_ASCII), request.length());
	}

	void send(byte[] bytes, int length) throws IOException {
		this.begun = false;
		this.socket.getOutputStream().write(bytes, 0, length);
	}

	/** Read the next answer, the whole of it. */
	Response receive() throws IOException {
		Head head = receiveHead();
		String body = new String(head.body.readAllBytes(), StandardCharsets.ISO_8859_1);
		return new Response(head.status, head.release, head.close, body);
	}

	/** Read the head of the next answer; its body is to be read to the end. */
	Head receiveHead() throws IOException {
		this.begun = false;
		Head head;
		do {
			head = head(status(line()));
		}
		while (head.status >= 100 && head.status < 200);
		return head;
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

	private Head head(int status) throws IOException {
		long length = 0;
		boolean chunked = false;
		boolean close = false;
		String release = null;
		for (String line = line(); !line.isEmpty(); line = line()) {
			int colon = line.indexOf(':');
			String name = line.substring(0, Math.max(colon, 0)).toLowerCase(Locale.ROOT);
			String value = line.substring(colon + 1).trim();
			switch (name) {
				case "content-length" -> length = number(value, 10);
				case "transfer-encoding" -> chunked = value.equalsIgnoreCase("chunked");
				case "connection" -> close = value.equalsIgnoreCase("close");
				case "x-release" -> release = value;
				default -> {
				}
			}
		}
		return new Head(status, release, close, new Body(chunked, length));
	}

	private static long number(String text, int radix) throws IOException {
		try {
			return Long.parseLong(text, radix);
		}
		catch (NumberFormatException ex) {
			throw new GarbledException("Not a length: " + text);
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
		this.socket.close();
	}

	/** A body that ends only where the server said that it ends. */
	private final class Body extends InputStream {

		private final boolean chunked;

		private long left;

		private boolean ended;

		Body(boolean chunked, long length) {
			this.chunked = chunked;
			this.left = chunked ? 0 : length;
		}

		@Override
		public int read() throws IOException {
			byte[] one = new byte[1];
			return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xff;
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			if (this.left == 0) {
				nextChunk();
			}
			if (this.ended || length == 0) {
				return this.ended ? -1 : 0;
			}
			int read = RawConnection.this.in.read(bytes, offset, (int) Math.min(length, this.left));
			if (read < 0) {
				throw new EOFException("The server closed the connection in the middle of a body");
			}
			this.left -= read;
			if (this.chunked && this.left == 0) {
				line();
			}
			return read;
		}

		private void nextChunk() throws IOException {
			if (this.ended) {
				return;
			}
			this.left = this.chunked ? number(line(), 16) : 0;
			this.ended = this.left == 0;
			if (this.chunked && this.ended) {
				line();
			}
		}

	}

	/**
	 * The head of an answer.
	 *
	 * @param status the HTTP status
	 * @param release the X-Release header, {@code null} if there was none
	 * @param close whether the server said that it closes the connection
	 * @param body the body as it comes; an end that the server did not announce is an
	 * {@link EOFException}
	 */
	record Head(int status, @Nullable String release, boolean close, InputStream body) {
	}

	/**
	 * A whole answer.
	 *
	 * @param status the HTTP status
	 * @param release the X-Release header, {@code null} if there was none
	 * @param close whether the server said that it closes the connection
	 * @param body the body, a character a byte
	 */
	record Response(int status, @Nullable String release, boolean close, String body) {
	}

}
