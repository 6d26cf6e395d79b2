package io.hotupdate.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/** Tests for {@link RawConnection} and how {@link Outcome} names its failures. */
class RawConnectionTests {

	private static final String REQUEST = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

	private ServerSocket server;

	private RawConnection connection;

	private Socket accepted;

	@BeforeEach
	void connect() throws IOException {
		this.server = new ServerSocket(0, 10, InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 }));
		this.connection = RawConnection.open(this.server.getLocalPort(), Duration.ofSeconds(1));
		this.accepted = this.server.accept();
	}

	@AfterEach
	void close() throws IOException {
		this.connection.close();
		this.accepted.close();
		this.server.close();
	}

	@Test
	void readAnswersOfBothKindsOnOneConnection() throws IOException {
		answer("HTTP/1.1 100 \r\n\r\nHTTP/1.1 200 OK\r\nX-Release: 1.0.0\r\nContent-Length: 2\r\n\r\nok"
				+ "HTTP/1.1 503 \r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
		assertThat(this.connection.exchange(REQUEST)).isEqualTo(new RawConnection.Response(200, "1.0.0", false, "ok"));
		assertThat(this.connection.exchange(REQUEST)).isEqualTo(new RawConnection.Response(503, null, true, "abc"));
	}

	@Test
	void closedByServerOnlyAfterItsFin() throws IOException {
		assertThat(this.connection.closedByServer()).isFalse();
		this.accepted.close();
		await().until(this.connection::closedByServer);
	}

	@Test
	void closedByServerAfterAReset() throws IOException {
		this.accepted.setSoLinger(true, 0);
		this.accepted.close();
		await().until(this.connection::closedByServer);
	}

	@Test
	void exchangeAfterCheckingAnOpenConnection() throws IOException {
		assertThat(this.connection.closedByServer()).isFalse();
		answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
		assertThat(this.connection.exchange(REQUEST).status()).isEqualTo(200);
	}

	@Test
	void outcomeWhenTheServerClosesBeforeItsAnswer() throws IOException {
		this.accepted.shutdownOutput();
		assertThat(outcome()).isEqualTo(Outcome.EOF_BEFORE_RESPONSE);
	}

	@Test
	void outcomeWhenTheServerResets() throws IOException {
		this.accepted.setSoLinger(true, 0);
		this.accepted.close();
		assertThat(outcome()).isEqualTo(Outcome.RESET);
	}

	@Test
	void outcomeWhenTheAnswerIsCut() throws IOException {
		answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
		this.accepted.shutdownOutput();
		assertThat(outcome()).isEqualTo(Outcome.TRUNCATED);
	}

	@Test
	void outcomeWhenTheServerIsSilent() {
		assertThat(outcome()).isEqualTo(Outcome.TIMEOUT);
	}

	@Test
	void outcomeWhenTheAnswerIsNotHttp() throws IOException {
		answer("SSH-2.0-OpenSSH\r\n");
		assertThat(outcome()).isEqualTo(Outcome.GARBLED);
	}

	@Test
	void outcomeWhenNobodyListens() throws IOException {
		this.server.close();
		IOException refused = catchThrowableOfType(IOException.class,
				() -> RawConnection.open(this.server.getLocalPort(), Duration.ofSeconds(1)).close());
		assertThat(Outcome.of(refused, false)).isEqualTo(Outcome.REFUSED);
	}

	private void answer(String text) throws IOException {
		this.accepted.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
	}

	private Outcome outcome() {
		IOException failure = catchThrowableOfType(IOException.class, () -> this.connection.exchange(REQUEST));
		return Outcome.of(failure, this.connection.begun());
	}

}
