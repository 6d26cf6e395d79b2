package io.hotupdate.handover;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Just enough of HTTP/1.1 over a Unix domain socket to warm our own server up: GET, kept
 * alive, bodies read and thrown away. The JDK's client knows no such sockets.
 */
final class UnixHttpClient implements Closeable {

	private final SocketChannel channel;

	private final InputStream in;

	private boolean open = true;

	UnixHttpClient(Path socket) throws IOException {
		this.channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
		this.in = new BufferedInputStream(Channels.newInputStream(this.channel));
	}

	/**
	 * Whether another request may be sent.
	 */
	boolean isOpen() {
		return this.open;
	}

	/**
	 * Send a request and read its answer.
	 * @return the status
	 */
	int get(String path) throws IOException {
		ByteBuffer request = StandardCharsets.US_ASCII.encode("GET " + path
				+ " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: hotupdate-warm-up\r\nAccept: application/json, */*\r\n\r\n");
		while (request.hasRemaining()) {
			this.channel.write(request);
		}
		String statusLine = readLine();
		long length = -1;
		boolean chunked = false;
		for (String header = readLine(); !header.isEmpty(); header = readLine()) {
			String lower = header.toLowerCase(Locale.ROOT);
			if (lower.startsWith("content-length:")) {
				length = Long.parseLong(lower.substring(15).strip());
			}
			chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
			this.open &= !(lower.startsWith("connection:") && lower.contains("close"));
		}
		int status = Integer.parseInt(statusLine.split(" ", 3)[1]);
		skipBody(status, length, chunked);
		return status;
	}

	private void skipBody(int status, long length, boolean chunked) throws IOException {
		if (chunked) {
			for (long size = chunkSize(); size > 0; size = chunkSize()) {
				this.in.skipNBytes(size);
				readLine();
			}
			skipTrailers();
		}
		else if (length >= 0) {
			this.in.skipNBytes(length);
		}
		else if (status != 204 && status != 304) {
			this.open = false;
			this.in.transferTo(OutputStream.nullOutputStream());
		}
	}

	private void skipTrailers() throws IOException {
		String trailer = readLine();
		while (!trailer.isEmpty()) {
			trailer = readLine();
		}
	}

	private long chunkSize() throws IOException {
		return Long.parseLong(readLine().split(";", 2)[0].strip(), 16);
	}

	private String readLine() throws IOException {
		StringBuilder line = new StringBuilder();
		for (int next = this.in.read(); next != '\n'; next = this.in.read()) {
			if (next < 0) {
				throw new EOFException("The server closed the connection");
			}
			if (next != '\r') {
				line.append((char) next);
			}
		}
		return line.toString();
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
