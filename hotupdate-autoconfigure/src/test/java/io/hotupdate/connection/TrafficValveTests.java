package io.hotupdate.connection;

import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.web.server.Http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

/**
 * Which requests count, and which of them with their duration.
 */
class TrafficValveTests {

	private final AtomicLong requests = new AtomicLong();

	private final AtomicLong errors = new AtomicLong();

	private final AtomicLong timed = new AtomicLong();

	private final TestServer server = new TestServer(new GatedConnectors(),
			(factory) -> factory.addContextValves(new TrafficValve(this::record, "/actuator")));

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void answersAndErrorsCountOnce() throws Exception {
		try (RawConnection client = this.server.connect()) {
			for (int i = 0; i < 3; i++) {
				client.exchange(RawConnection.get("/"));
			}
			assertThat(client.exchange(RawConnection.get("/fail")).status()).isEqualTo(500);
		}
		awaitCounted(4, 1, 4);
	}

	@Test
	void asynchronousRequestCountsAtItsEnd() throws Exception {
		try (RawConnection client = this.server.connect()) {
			client.send(RawConnection.get("/async"));
			this.server.waiting.acquire();
			assertThat(this.requests.get()).isZero();
			this.server.proceed.release();
			client.read();
			awaitCounted(1, 0, 1);
		}
	}

	@Test
	void streamsOfHttp2CountEach() throws Exception {
		Http2 http2 = new Http2();
		http2.setEnabled(true);
		try (TestServer server = new TestServer(new GatedConnectors(), (factory) -> {
			factory.setHttp2(http2);
			factory.addContextValves(new TrafficValve(this::record, ""));
		}); Http2Client client = new Http2Client(server.port()).preface()) {
			client.get(1, "/").answer(1);
			client.get(3, "/wait");
			server.waiting.acquire();
			server.proceed.release();
			client.answer(3);
			awaitCounted(2, 0, 2);
		}
	}

	@Test
	void errorThatNobodyWasToldDoesNotCount() throws Exception {
		try (RawConnection async = this.server.connect(); RawConnection client = this.server.connect()) {
			async.send(RawConnection.get("/async"));
			this.server.waiting.acquire();
			this.server.connectors.drain().begin();
			this.server.connectors.drain().cut();
			assertThatIOException().isThrownBy(async::read);
			this.server.proceed.release();
			assertThat(this.server.connectors.drain().awaitExempt(Duration.ofSeconds(60))).isTrue();
			assertThat(client.isEnded()).isTrue();
		}
		try (RawConnection client = this.server.connect()) {
			client.exchange(RawConnection.get("/"));
		}
		awaitCounted(1, 0, 1);
	}

	@Test
	void managementAndExemptRequestsDoNotCount() throws Exception {
		try (RawConnection client = this.server.connect()) {
			client.exchange(RawConnection.get("/actuator"));
			client.exchange(RawConnection.get("/actuator/health"));
			this.server.proceed.release();
			client.exchange(RawConnection.get("/exempt"));
			client.exchange(RawConnection.get("/actuators"));
			awaitCounted(1, 0, 1);
		}
	}

	@Test
	void transferCountsWithoutItsDuration() throws Exception {
		try (RawConnection client = this.server.connect()) {
			client.exchange(RawConnection.get("/large"));
			awaitCounted(1, 0, 0);
			client.exchange(RawConnection.post("/length", "x".repeat(100_000)));
			awaitCounted(2, 0, 0);
			client.exchange(RawConnection.post("/length", "x".repeat(1_000)));
			awaitCounted(3, 0, 1);
		}
	}

	@Test
	void streamsDoNotCount() throws Exception {
		try (RawConnection client = this.server.connect()) {
			client.exchange(RawConnection.get("/events"));
			client.exchange(RawConnection.get("/"));
			awaitCounted(1, 0, 1);
		}
	}

	@Test
	void warmUpDoesNotCount(@TempDir(factory = ShortTempDir.class) Path folder) throws Exception {
		try (WarmUpConnector connector = WarmUpConnector.open(this.server.server, folder.resolve("warm-up"));
				SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(connector.socket()));
				RawConnection client = this.server.connect()) {
			socket.write(ByteBuffer.wrap("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
				.getBytes(StandardCharsets.US_ASCII)));
			assertThat(Channels.newInputStream(socket).readAllBytes()).asString().startsWith("HTTP/1.1 200");
			client.exchange(RawConnection.get("/"));
			awaitCounted(1, 0, 1);
		}
	}

	@Test
	void oddRequestsAreSurvived() {
		new TrafficValve(this::record, "").log(null, null, 0);
		assertThat(this.requests.get()).isZero();
	}

	private void record(boolean error, long nanos) {
		this.errors.addAndGet(error ? 1 : 0);
		this.timed.addAndGet((nanos != TrafficRecorder.NOT_TIMED) ? 1 : 0);
		this.requests.incrementAndGet();
	}

	private void awaitCounted(long requests, long errors, long timed) {
		await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
			assertThat(this.requests).hasValue(requests);
			assertThat(this.errors).hasValue(errors);
			assertThat(this.timed).hasValue(timed);
		});
	}

}
