package io.hotupdate.connection;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.web.server.Http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The drain of HTTP/2 connections.
 */
@Timeout(120)
class Http2DrainTests {

	private static final Log logger = LogFactory.getLog(Http2DrainTests.class);

	private static final Duration LONG = Duration.ofSeconds(60);

	private static final int STALLED = 12;

	private final TestServer server = http2(new GatedConnectors());

	private final Drain drain = this.server.connectors.drain();

	private static TestServer http2(GatedConnectors connectors) {
		Http2 http2 = new Http2();
		http2.setEnabled(true);
		return new TestServer(connectors, (factory) -> factory.setHttp2(http2));
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void openStreamsFinishAfterGoAway() throws Exception {
		try (Http2Client client = new Http2Client(this.server.port()).preface()) {
			client.get(1, "/wait");
			this.server.waiting.acquire();
			await().until(() -> this.drain.remaining().equals(Remaining.of(List.of(Kind.HTTP2))));
			this.server.connectors.closeAll();
			this.drain.begin();
			assertThat(client.goAway()).isEqualTo(Integer.MAX_VALUE);
			this.server.proceed.release();
			assertThat(client.answer(1)).isEqualTo("hello");
			await().until(() -> this.drain.remaining().equals(Remaining.of(List.of(Kind.IDLE))));
		}
		assertThat(this.drain.await(LONG, (remaining) -> {
		})).isTrue();
	}

	@Test
	void streamThatCrossesGoAwayIsServed() throws Exception {
		try (Http2Client client = new Http2Client(this.server.port()).preface()) {
			assertThat(client.get(1, "/").answer(1)).isEqualTo("hello");
			this.drain.begin();
			client.goAway();
			assertThat(client.get(3, "/").answer(3)).isEqualTo("hello");
			assertThat(client.get(5, "/").answer(5)).isEqualTo("hello");
		}
	}

	@Test
	void connectionThatBecomesHttp2DuringTheDrainIsServedAndToldToo() throws Exception {
		try (Http2Client client = new Http2Client(this.server.port())) {
			await().until(() -> this.server.connector().acceptedConnections() == 1);
			this.server.connectors.closeAll();
			this.drain.begin();
			assertThat(client.preface().get(1, "/").answer(1)).isEqualTo("hello");
			assertThat(client.goAway()).isEqualTo(Integer.MAX_VALUE);
		}
	}

	@Test
	void streamThatIsExemptDoesNotHoldUpTheDrain() throws Exception {
		try (Http2Client client = new Http2Client(this.server.port()).preface()) {
			client.get(1, "/exempt");
			this.server.waiting.acquire();
			client.get(3, "/wait");
			this.server.waiting.acquire();
			this.drain.begin();
			await().until(() -> this.drain.remaining().equals(Remaining.of(List.of(Kind.HTTP2))));
			this.server.proceed.release(2);
			client.answers(2);
			client.get(5, "/exempt");
			this.server.waiting.acquire();
			await().until(() -> this.drain.remaining().equals(Remaining.of(List.of(Kind.EXEMPT))));
			assertThat(this.drain.cut()).isEqualTo(Remaining.NONE);
			this.server.proceed.release();
			assertThat(client.answer(5)).isEqualTo("hello");
		}
	}

	@Test
	void connectionsThatAreCutAreCounted() throws Exception {
		try (Http2Client client = new Http2Client(this.server.port()).preface()) {
			client.get(1, "/wait");
			this.server.waiting.acquire();
			await().until(() -> this.drain.remaining().equals(Remaining.of(List.of(Kind.HTTP2))));
			assertThat(this.drain.cut().holdingByName()).containsExactly(Map.entry("http2", 1L));
			await().until(() -> this.drain.remaining().total() == 0);
		}
	}

	@Test
	void clientsThatDoNotReadHoldUpNobody() throws Exception {
		List<Http2Client> stalled = new ArrayList<>();
		try {
			for (int i = 0; i < STALLED; i++) {
				stalled.add(new Http2Client(this.server.port()).preface().get(1, "/large"));
			}
			this.server.waiting.acquire(STALLED);
			try (Http2Client client = new Http2Client(this.server.port()).preface()) {
				assertThat(client.get(1, "/").answer(1)).isEqualTo("hello");
				long start = System.nanoTime();
				this.drain.begin();
				Duration beginning = Duration.ofNanos(System.nanoTime() - start);
				client.goAway();
				Duration told = Duration.ofNanos(System.nanoTime() - start);
				logger.info("%d stalled clients: begin() took %s, the last one had GOAWAY after %s".formatted(STALLED,
						beginning, told));
				// one after the other they would take 5 s each
				assertThat(told).isLessThan(Duration.ofSeconds(20));
			}
		}
		finally {
			for (Http2Client client : stalled) {
				client.close();
			}
		}
	}

	@Test
	void newStreamsGoToTheSuccessor() throws Exception {
		HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
		try (TestServer successor = http2(new GatedConnectors(false, (name, address) -> listener()))) {
			HttpResponse<String> before = get(client);
			assertThat(before.version()).isEqualTo(HttpClient.Version.HTTP_2);
			await().until(() -> this.drain.remaining().equals(Remaining.of(List.of(Kind.IDLE))));
			successor.connectors.openAll();
			this.server.connectors.closeAll();
			this.drain.begin();
			assertThat(this.drain.await(LONG, (remaining) -> {
			})).isTrue();
			HttpResponse<String> after = get(client);
			assertThat(after.body()).isEqualTo("hello");
			assertThat(after.version()).isEqualTo(HttpClient.Version.HTTP_2);
			assertThat(successor.connector().acceptedConnections()).isEqualTo(1);
		}
	}

	private HttpResponse<String> get(HttpClient client) throws Exception {
		URI uri = URI.create("http://localhost:" + this.server.port() + "/");
		return client.send(HttpRequest.newBuilder(uri).timeout(LONG).build(), BodyHandlers.ofString());
	}

	private ReceivedListener listener() {
		ServerSocketChannel channel = Objects.requireNonNull(this.server.connector().channel());
		InetSocketAddress address = Objects.requireNonNull(this.server.connector().address());
		return new ReceivedListener(channel, address);
	}

}
