package io.hotupdate.connection;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A client that sends bytes, reads one answer after the other, and never retries.
 */
final class RawConnection implements AutoCloseable {

	private final Socket socket;

	private final InputStream in;

	RawConnection(int port) throws IOException {
		this(new Socket(InetAddress.getLoopbackAddress(), port));
	}

	RawConnection(Socket socket) throws IOException {
		this.socket = socket;
		socket.setSoTimeout(60_000);
		socket.setTcpNoDelay(true);
		this.in = new BufferedInputStream(socket.getInputStream());
	}

	static String get(String path) {
		return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
	}

	static String post(String path, String body) {
		return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
	}

	RawConnection send(String bytes) throws IOException {
		this.socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
		this.socket.getOutputStream().flush();
		return this;
	}

	RawConnection timeout(int millis) throws IOException {
		this.socket.setSoTimeout(millis);
		return this;
	}

	Answer read() throws IOException {
		String status = line();
		boolean close = false;
		boolean chunked = false;
		int length = 0;
		for (String header = line(); !header.isEmpty(); header = line()) {
			String lower = header.toLowerCase(java.util.Locale.ROOT);
			close |= lower.equals("connection: close");
			chunked |= lower.equals("transfer-encoding: chunked");
			if (lower.startsWith("content-length:")) {
				length = Integer.parseInt(header.substring(15).trim());
			}
		}
		return new Answer(Integer.parseInt(status.split(" ")[1]), close, chunked, chunked ? chunks() : body(length));
	}

	Answer exchange(String request) throws IOException {
		return send(request).read();
	}

	void endOutput() throws IOException {
		this.socket.shutdownOutput();
	}

	boolean isEnded() throws IOException {
		return this.in.read() == -1;
	}

	private String chunks() throws IOException {
		StringBuilder body = new StringBuilder();
		for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
			body.append(body(size));
			line();
		}
		line();
		return body.toString();
	}

	private String body(int length) throws IOException {
		byte[] bytes = this.in.readNBytes(length);
		if (bytes.length < length) {
			throw new EOFException("in the body");
		}
		return new String(bytes, StandardCharsets.US_ASCII);
	}

	private String line() throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int b = this.in.read(); b != '\n'; b = this.in.read()) {
			if (b == -1) {
				throw new EOFException("after '" + line + "'");
			}
			if (b != '\r') {
				line.write(b);
			}
		}
		return line.toString(StandardCharsets.US_ASCII);
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	record Answer(int status, boolean close, boolean chunked, String body) {

	}

}
