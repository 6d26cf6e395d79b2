package io.hotupdate.connection;

import java.io.EOFException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.web.server.Http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

/**
 * Bounds on HTTP/2 connections and streams of a running Tomcat.
 */
@Timeout(120)
class Http2LimitsTests {

	private static final Duration OFF = Duration.ZERO;

	private static final Duration BOUND = Duration.ofSeconds(1);

	/** Tomcat ends connections with smaller frames itself. */
	private static final String BLOCK = "x".repeat(2000);

	private static final Duration PAUSE = Duration.ofMillis(50);

	@Test
	void streamWithATrickledBodyIsResetAndTheOthersAreNot() throws Exception {
		try (TestServer server = server(OFF, OFF, new Bounds(OFF, OFF, 1_000_000, 0));
				Http2Client client = new Http2Client(server.port()).preface()) {
			client.post(1, "/length");
			server.waiting.acquire();
			await().atMost(Duration.ofSeconds(60))
				.pollInterval(PAUSE)
				.until(() -> client.data(1, BLOCK) != null && counted(server, LimitKind.REQUEST_RATE) == 1);
			assertThat(client.reset()).isEqualTo(1);
			assertThat(client.get(3, "/").answer(3)).isEqualTo("hello");
		}
	}

	@Test
	void streamThatTakesTooLongToReadIsReset() throws Exception {
		try (TestServer server = server(OFF, OFF, new Bounds(BOUND, OFF, 0, 0));
				Http2Client client = new Http2Client(server.port()).preface()) {
			client.post(1, "/length");
			server.waiting.acquire();
			await().atMost(Duration.ofSeconds(60))
				.pollInterval(PAUSE)
				.until(() -> client.data(1, BLOCK) != null && counted(server, LimitKind.READ) == 1);
			assertThat(client.reset()).isEqualTo(1);
			assertThat(client.get(3, "/").answer(3)).isEqualTo("hello");
		}
	}

	@Test
	void streamOfASlowReaderIsReset() throws Exception {
		try (TestServer server = server(OFF, OFF, new Bounds(OFF, OFF, 0, 100_000_000));
				Http2Client client = new Http2Client(server.port()).prefaceOfSlowReader()) {
			client.get(1, "/large");
			server.waiting.acquire();
			await().atMost(Duration.ofSeconds(60))
				.pollInterval(PAUSE)
				.until(() -> client.take(1, BLOCK.length()).take(0, BLOCK.length()) != null
						&& counted(server, LimitKind.RESPONSE_RATE) == 1);
			assertThat(client.reset()).isEqualTo(1);
		}
	}

	@Test
	void streamOfAReaderThatStallsIsReset() throws Exception {
		try (TestServer server = server(OFF, BOUND, new Bounds(OFF, OFF, 0, 0));
				Http2Client client = new Http2Client(server.port()).prefaceOfSlowReader()) {
			client.get(1, "/large");
			server.waiting.acquire();
			assertThat(client.reset()).isEqualTo(1);
		}
	}

	@Test
	void connectionWithoutAStreamIsClosed() throws Exception {
		try (TestServer server = server(BOUND, OFF, new Bounds(OFF, OFF, 0, 0));
				Http2Client client = new Http2Client(server.port()).preface()) {
			assertThat(client.get(1, "/").answer(1)).isEqualTo("hello");
			assertThatIOException().isThrownBy(() -> client.reset())
				.isInstanceOfAny(EOFException.class, SocketException.class);
		}
	}

	@Test
	void slowApplicationIsNotBlamedOnTheClient() throws Exception {
		try (TestServer server = server(BOUND, BOUND, new Bounds(OFF, BOUND, 1_000_000, 1_000_000));
				Http2Client client = new Http2Client(server.port()).preface()) {
			client.get(1, "/wait");
			server.waiting.acquire();
			await().pollDelay(Duration.ofSeconds(3)).until(() -> true);
			server.proceed.release();
			assertThat(client.answer(1)).isEqualTo("hello");
		}
	}

	private static TestServer server(Duration idle, Duration stall, Bounds bounds) {
		Http2 http2 = new Http2();
		http2.setEnabled(true);
		LimitSettings settings = new LimitSettings(BOUND, idle, BOUND, stall, bounds, List.of(), null, null);
		return new TestServer(new GatedConnectors(true, ListenerSource.NONE, settings),
				(factory) -> factory.setHttp2(http2));
	}

	private static long counted(TestServer server, LimitKind kind) {
		return Objects.requireNonNull(server.connectors.limitCounters()).count(kind);
	}

}
