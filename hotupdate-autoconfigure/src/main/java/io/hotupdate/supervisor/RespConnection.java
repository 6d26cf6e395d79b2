package io.hotupdate.supervisor;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to Redis, which speaks RESP2. A library would take more memory than the
 * rest of the supervisor. Nothing waits for longer than half a second.
 */
final class RespConnection implements Closeable {

	private static final Logger logger = LoggerFactory.getLogger(RespConnection.class);

	private static final int TIMEOUT_MS = 500;

	/** Far more than the scripts answer. */
	private static final int LONGEST = 1 << 16;

	private final String host;

	private final Socket socket;

	private final InputStream in;

	private RespConnection(String host, Socket socket) throws IOException {
		this.host = host;
		this.socket = socket;
		this.in = new BufferedInputStream(socket.getInputStream(), 1024);
	}

	/**
	 * Connect.
	 * @param node host:port
	 * @param tls whether to speak TLS
	 * @return the connection
	 * @throws IOException if there is none in time
	 */
	static RespConnection open(String node, boolean tls) throws IOException {
		int colon = node.lastIndexOf(':');
		String host = node.substring(0, colon);
		int port = Integer.parseInt(node.substring(colon + 1));
		Socket socket = new Socket();
		try {
			socket.connect(new InetSocketAddress(host, port), TIMEOUT_MS);
			socket.setSoTimeout(TIMEOUT_MS);
			socket.setTcpNoDelay(true);
			return new RespConnection(host, tls ? secured(socket, host, port) : socket);
		}
		catch (IOException | RuntimeException ex) {
			socket.close();
			throw ex;
		}
	}

	private static Socket secured(Socket socket, String host, int port) throws IOException {
		SSLSocket secured = (SSLSocket) context().getSocketFactory().createSocket(socket, host, port, true);
		SSLParameters parameters = secured.getSSLParameters();
		parameters.setEndpointIdentificationAlgorithm("HTTPS");
		secured.setSSLParameters(parameters);
		secured.startHandshake();
		return secured;
	}

	private static SSLContext context() {
		try {
			return SSLContext.getDefault();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	String host() {
		return this.host;
	}

	/**
	 * Send a command.
	 * @param words its words
	 * @return the reply: a text, also of a number; a list; or {@code null}
	 * @throws RespException if Redis answers with an error
	 * @throws IOException if no answer comes in time; it may have been executed
	 */
	@Nullable Object call(List<String> words) throws IOException {
		ByteArrayOutputStream command = new ByteArrayOutputStream();
		command.writeBytes(bytes("*" + words.size() + "\r\n"));
		for (String word : words) {
			byte[] bytes = bytes(word);
			command.writeBytes(bytes("$" + bytes.length + "\r\n"));
			command.writeBytes(bytes);
			command.writeBytes(bytes("\r\n"));
		}
		command.writeTo(this.socket.getOutputStream());
		this.socket.getOutputStream().flush();
		return read();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private @Nullable Object read() throws IOException {
		String line = line();
		String rest = line.substring(1);
		return switch (line.charAt(0)) {
			case '+', ':' -> rest;
			case '$' -> text(length(rest));
			case '*' -> list(length(rest));
			case '-' -> throw new RespException(rest);
			default -> throw noRedis();
		};
	}

	private String line() throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		int next = next();
		while (next != '\r') {
			line.write(next);
			if (line.size() > LONGEST) {
				throw noRedis();
			}
			next = next();
		}
		next();
		if (line.size() == 0) {
			throw noRedis();
		}
		return line.toString(StandardCharsets.UTF_8);
	}

	private int next() throws IOException {
		int next = this.in.read();
		if (next < 0) {
			throw new EOFException("Redis has closed the connection");
		}
		return next;
	}

	private static int length(String text) throws IOException {
		try {
			int length = Integer.parseInt(text);
			if (length <= LONGEST) {
				return length;
			}
		}
		catch (NumberFormatException ex) {
			logger.trace("No length", ex);
		}
		throw noRedis();
	}

	private static IOException noRedis() {
		return new IOException("What answers is no Redis; perhaps you should look at the port, and whether it has TLS");
	}

	private @Nullable String text(int length) throws IOException {
		if (length < 0) {
			return null;
		}
		byte[] bytes = this.in.readNBytes(length);
		next();
		next();
		return new String(bytes, StandardCharsets.UTF_8);
	}

	private @Nullable List<@Nullable Object> list(int length) throws IOException {
		if (length < 0) {
			return null;
		}
		List<@Nullable Object> list = new ArrayList<>();
		for (int i = 0; i < length; i++) {
			list.add(read());
		}
		return list;
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	/** Redis answers with an error. */
	static final class RespException extends IOException {

		private static final long serialVersionUID = 1L;

		RespException(String message) {
			super(message);
		}

		/** The first word, which says what kind of an error it is. */
		String kind() {
			return String.valueOf(getMessage()).split(" ", 2)[0];
		}

	}

}
