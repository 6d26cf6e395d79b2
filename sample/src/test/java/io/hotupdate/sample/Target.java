package io.hotupdate.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import org.jspecify.annotations.Nullable;

/**
 * A port of 127.0.0.1 and how to speak to it.
 *
 * @param port the port
 * @param tls whom to trust; {@code null} for cleartext
 */
record Target(int port, @Nullable SSLContext tls) {

	static final Duration TIMEOUT = Duration.ofSeconds(60);

	/** Connect for HTTP/1.1. */
	RawConnection connect() throws IOException {
		return (this.tls == null) ? RawConnection.open(this.port, TIMEOUT) : RawConnection.over(socket("http/1.1"));
	}

	/**
	 * Connect.
	 * @param protocol what to choose by ALPN, if there is TLS
	 */
	Socket socket(String protocol) throws IOException {
		Socket socket = new Socket();
		try {
			int timeout = Math.toIntExact(TIMEOUT.toMillis());
			InetAddress loopback = InetAddress.getByAddress("localhost", new byte[] { 127, 0, 0, 1 });
			socket.connect(new InetSocketAddress(loopback, this.port), timeout);
			socket.setTcpNoDelay(true);
			socket.setSoTimeout(timeout);
			return (this.tls == null) ? socket : handshake(this.tls, socket, protocol);
		}
		catch (IOException ex) {
			socket.close();
			throw ex;
		}
	}

	private Socket handshake(SSLContext tls, Socket socket, String protocol) throws IOException {
		SSLSocket secure = (SSLSocket) tls.getSocketFactory().createSocket(socket, "localhost", this.port, true);
		SSLParameters parameters = secure.getSSLParameters();
		parameters.setApplicationProtocols(new String[] { protocol });
		secure.setSSLParameters(parameters);
		secure.startHandshake();
		if (protocol.equals("h2") && !protocol.equals(secure.getApplicationProtocol())) {
			throw new IOException("The server does not speak " + protocol);
		}
		return secure;
	}

	URI http(String path) {
		return URI.create(((this.tls != null) ? "https" : "http") + "://localhost:" + this.port + path);
	}

	URI webSocket(String path) {
		return URI.create(((this.tls != null) ? "wss" : "ws") + "://localhost:" + this.port + path);
	}

}
