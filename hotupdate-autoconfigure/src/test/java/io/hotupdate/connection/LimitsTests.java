package io.hotupdate.connection;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.hotupdate.connection.LimitSettings.Path;
import io.hotupdate.connection.RawConnection.Answer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Bounds on HTTP/1.1 connections of a running Tomcat.
 */
@Timeout(120)
class LimitsTests {

	private static final Duration OFF = Duration.ZERO;

	private static final Duration BOUND = Duration.ofSeconds(1);

	private static final String UPLOAD = "POST /length HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n";

	@Test
	void slowHeaderIsAnsweredAndClosed() throws Exception {
		try (TestServer server = server(header(BOUND)); RawConnection client = server.connect()) {
			long start = System.nanoTime();
			client.send("GET / HTTP/1.1\r\n");
			assertThat(client.read()).satisfies(LimitsTests::isTimedOut);
			assertThat(client.isEnded()).isTrue();
			assertThat(since(start)).isBetween(BOUND, BOUND.plusSeconds(30));
			assertCounted(server, LimitKind.HEADER);
		}
	}

	@Test
	void headerOfALaterRequestHasItsOwnTime() throws Exception {
		try (TestServer server = server(header(BOUND)); RawConnection client = server.connect()) {
			assertThat(client.exchange(RawConnection.get("/")).status()).isEqualTo(200);
			client.send("GET / HTTP/1.1\r\nHo");
			assertThat(client.read()).satisfies(LimitsTests::isTimedOut);
			assertThat(client.isEnded()).isTrue();
			assertCounted(server, LimitKind.HEADER);
		}
	}

	@Test
	void trickledHeaderIsCut() throws Exception {
		try (TestServer server = server(header(BOUND)); RawConnection client = server.connect()) {
			client.send("GET / HTTP/1.1\r\nX: ");
			await().pollInterval(Duration.ofMillis(50))
				.until(() -> trySend(client, "x") && counted(server, LimitKind.HEADER) == 1);
			assertThat(client.read().status()).isEqualTo(408);
		}
	}

	@Test
	void connectionWithoutAnyByteIsClosedWithoutAnAnswer() throws Exception {
		try (TestServer server = server(header(BOUND)); RawConnection client = server.connect()) {
			assertThat(client.isEnded()).isTrue();
			assertCounted(server, LimitKind.HEADER);
			await().until(() -> server.connector().openConnections() == 0);
		}
	}

	@Test
	void idleConnectionIsClosedAndABusyOneIsNot() throws Exception {
		try (TestServer server = server(idle(BOUND));
				RawConnection idle = server.connect();
				RawConnection busy = server.connect()) {
			assertThat(idle.exchange(RawConnection.get("/")).close()).isFalse();
			busy.send(RawConnection.get("/wait"));
			server.waiting.acquire();
			assertThat(idle.isEnded()).isTrue();
			assertCounted(server, LimitKind.IDLE);
			server.proceed.release();
			assertThat(busy.read()).isEqualTo(new Answer(200, false, false, "hello"));
		}
	}

	@Test
	void keptAliveConnectionLivesAsLongAsItIsUsed() throws Exception {
		LimitSettings settings = all(Duration.ofSeconds(5));
		try (TestServer server = server(new LimitSettings(settings.header(), settings.idle(), settings.rateGrace(),
				settings.writeStall(), settings.others(), List.of(), null, 0));
				RawConnection client = server.connect()) {
			long end = System.nanoTime() + Duration.ofSeconds(7).toNanos();
			int requests = 0;
			for (; System.nanoTime() < end; requests++) {
				assertThat(client.exchange(RawConnection.post("/echo", "one")))
					.isEqualTo(new Answer(200, false, false, "one"));
			}
			assertThat(requests).isGreaterThan(5);
			assertNothingCounted(server);
		}
	}

	@Test
	void trickledBodyIsAnsweredAndClosed() throws Exception {
		try (TestServer server = server(rates(1000, 0)); RawConnection client = server.connect()) {
			client.send(UPLOAD);
			server.waiting.acquire();
			await().pollInterval(Duration.ofMillis(50))
				.until(() -> trySend(client, "x") && counted(server, LimitKind.REQUEST_RATE) == 1);
			assertThat(client.read().status()).isEqualTo(408);
			await().until(() -> server.connector().openConnections() == 0);
		}
	}

	@Test
	void bodyAboveTheFloorArrives() throws Exception {
		try (TestServer server = server(rates(10, 0)); RawConnection client = server.connect()) {
			client.send(UPLOAD);
			server.waiting.acquire();
			long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
			int sent = 0;
			while (System.nanoTime() < end) {
				await().pollDelay(Duration.ofMillis(200)).until(() -> true);
				client.send("0123456789");
				sent += 10;
			}
			client.send("x".repeat(1000 - sent));
			assertThat(client.read().body()).isEqualTo("1000");
			assertNothingCounted(server);
		}
	}

	@Test
	void slowApplicationIsNotBlamedOnTheClient() throws Exception {
		try (TestServer server = server(all(Duration.ofMillis(500)));
				RawConnection client = server.connect();
				RawConnection async = server.connect();
				RawConnection body = server.connect()) {
			client.send(RawConnection.get("/wait"));
			async.send(RawConnection.get("/async"));
			body.send(UPLOAD.replace("/length", "/wait"));
			server.waiting.acquire(3);
			await().pollDelay(Duration.ofSeconds(3)).until(() -> true);
			assertNothingCounted(server);
			server.proceed.release(3);
			assertThat(client.read().body()).isEqualTo("hello");
			assertThat(async.read().body()).isEqualTo("async");
			assertThat(body.read().body()).isEqualTo("hello");
		}
	}

	@Test
	void readTimeoutBoundsTheWholeRequest() throws Exception {
		Bounds bounds = new Bounds(BOUND, OFF, 0, 0);
		try (TestServer server = server(settings(OFF, OFF, OFF, OFF, bounds));
				RawConnection client = server.connect()) {
			client.send(UPLOAD);
			assertThat(client.read()).satisfies(LimitsTests::isTimedOut);
			assertThat(client.isEnded()).isTrue();
			assertCounted(server, LimitKind.READ);
		}
	}

	@Test
	void pathHasBoundsOfItsOwn() throws Exception {
		Bounds bounds = new Bounds(BOUND, OFF, 0, 0);
		LimitSettings settings = new LimitSettings(OFF, OFF, OFF, OFF, bounds,
				List.of(new Path("/length/**", new Bounds(OFF, OFF, 0, 0))), null, null);
		try (TestServer server = server(settings);
				RawConnection free = server.connect();
				RawConnection bound = server.connect()) {
			free.send(UPLOAD);
			bound.send(UPLOAD.replace("/length", "/echo"));
			assertThat(bound.read()).satisfies(LimitsTests::isTimedOut);
			free.send("x".repeat(1000));
			assertThat(free.read().body()).isEqualTo("1000");
		}
	}

	@Test
	void slowReaderIsCutAndItsThreadIsFree() throws Exception {
		for (LimitSettings settings : List.of(rates(0, 100_000_000), stall(BOUND),
				settings(OFF, OFF, OFF, OFF, new Bounds(OFF, BOUND, 0, 0)))) {
			try (TestServer server = server(settings); RawConnection client = server.connect()) {
				client.send(RawConnection.get("/large"));
				server.waiting.acquire();
				await().until(() -> server.late.size() == 1);
				assertThat(server.late.element()).isInstanceOf(IOException.class);
				await().until(() -> server.connector().openConnections() == 0);
				assertThat(counted(server, LimitKind.RESPONSE_RATE) + counted(server, LimitKind.WRITE_STALL)
						+ counted(server, LimitKind.WRITE))
					.isEqualTo(1);
			}
		}
	}

	@Test
	void fastReaderGetsItAll() throws Exception {
		try (TestServer server = server(rates(0, 1000)); RawConnection client = server.connect()) {
			assertThat(client.exchange(RawConnection.get("/large")).body()).hasSize(TestServer.LARGE);
			assertThat(client.exchange(RawConnection.get("/")).status()).isEqualTo(200);
			assertNothingCounted(server);
		}
	}

	@Test
	void eventStreamIsBoundByTheStallOnly() throws Exception {
		Bounds bounds = new Bounds(BOUND, BOUND, 100_000_000, 100_000_000);
		try (TestServer server = server(settings(OFF, OFF, BOUND, Duration.ofSeconds(8), bounds));
				RawConnection client = server.connect()) {
			client.send(RawConnection.get("/events"));
			server.waiting.acquire();
			await().pollDelay(Duration.ofSeconds(3)).until(() -> true);
			assertNothingCounted(server);
			await().until(() -> counted(server, LimitKind.WRITE_STALL) == 1);
		}
	}

	@Test
	void channelThatIsUsedAgainStartsAnew() throws Exception {
		try (TestServer server = server(header(BOUND))) {
			for (int i = 1; i <= 3; i++) {
				try (RawConnection client = server.connect()) {
					client.send("GET / HTTP/1.1\r\n");
					assertThat(client.read().status()).isEqualTo(408);
					assertThat(counted(server, LimitKind.HEADER)).isEqualTo(i);
				}
				try (RawConnection client = server.connect()) {
					assertThat(client.exchange(RawConnection.get("/")).status()).isEqualTo(200);
				}
			}
		}
	}

	@Test
	void connectionPastTheLimitIsToldSo() throws Exception {
		try (TestServer server = server(maxConnections(2));
				RawConnection first = server.connect();
				RawConnection second = server.connect()) {
			assertThat(first.exchange(RawConnection.get("/")).status()).isEqualTo(200);
			assertThat(second.exchange(RawConnection.get("/")).status()).isEqualTo(200);
			for (int i = 1; i <= 200; i++) {
				try (RawConnection client = server.connect()) {
					client.send(RawConnection.get("/"));
					Answer answer = client.read();
					assertThat(answer.status()).isEqualTo(503);
					assertThat(answer.close()).isTrue();
					assertThat(client.isEnded()).isTrue();
				}
				assertThat(counted(server, LimitKind.MAX_CONNECTIONS)).isEqualTo(i);
			}
			assertThat(server.connector().acceptedConnections()).isEqualTo(2);
			first.close();
			await().until(() -> server.connector().openConnections() == 1);
			try (RawConnection client = server.connect()) {
				assertThat(client.exchange(RawConnection.get("/")).status()).isEqualTo(200);
			}
		}
	}

	@Test
	void manyRejectedAtOnceAllGetTheirAnswer() throws Exception {
		try (TestServer server = server(maxConnections(1)); RawConnection first = server.connect()) {
			assertThat(first.exchange(RawConnection.get("/")).status()).isEqualTo(200);
			List<RawConnection> clients = new ArrayList<>();
			for (int i = 0; i < 90; i++) {
				clients.add(server.connect());
			}
			for (RawConnection client : clients) {
				assertThat(client.read().status()).isEqualTo(503);
				client.close();
			}
		}
	}

	@Test
	void gateWorksAtTheLimit() throws Exception {
		try (TestServer server = server(maxConnections(1)); RawConnection first = server.connect()) {
			assertThat(first.exchange(RawConnection.get("/")).status()).isEqualTo(200);
			server.connectors.closeAll();
			try (RawConnection waiting = server.connect()) {
				first.close();
				await().until(() -> server.connector().openConnections() == 0);
				assertThat(server.connector().acceptedConnections()).isEqualTo(1);
				server.connectors.openAll();
				assertThat(waiting.exchange(RawConnection.get("/")).status()).isEqualTo(200);
			}
			assertThat(counted(server, LimitKind.MAX_CONNECTIONS)).isZero();
		}
	}

	@Test
	void connectionEndsAfterItsLastRequest() throws Exception {
		LimitSettings settings = new LimitSettings(OFF, OFF, OFF, OFF, new Bounds(OFF, OFF, 0, 0), List.of(), null, 2);
		try (TestServer server = server(settings); RawConnection client = server.connect()) {
			assertThat(client.exchange(RawConnection.get("/")).close()).isFalse();
			assertThat(client.exchange(RawConnection.get("/")).close()).isTrue();
			assertThat(client.isEnded()).isTrue();
		}
	}

	@Test
	void webSocketIsNotIdle() throws Exception {
		try (TestServer server = server(all(Duration.ofMillis(500)))) {
			WebSocket webSocket = HttpClient.newHttpClient()
				.newWebSocketBuilder()
				.buildAsync(URI.create("ws://localhost:" + server.port() + "/websocket"), new WebSocket.Listener() {
				})
				.get(60, TimeUnit.SECONDS);
			await().pollDelay(Duration.ofSeconds(3)).until(() -> true);
			assertNothingCounted(server);
			assertThat(server.connector().openConnections()).isEqualTo(1);
			webSocket.abort();
		}
	}

	private static TestServer server(LimitSettings settings) {
		return new TestServer(new GatedConnectors(true, ListenerSource.NONE, settings));
	}

	private static LimitSettings settings(Duration header, Duration idle, Duration grace, Duration stall,
			Bounds bounds) {
		return new LimitSettings(header, idle, grace, stall, bounds, List.of(), null, null);
	}

	private static LimitSettings all(Duration bound) {
		return settings(bound, bound, bound, bound, new Bounds(bound, bound, 1_000_000, 1_000_000));
	}

	private static LimitSettings header(Duration bound) {
		return settings(bound, OFF, OFF, OFF, new Bounds(OFF, OFF, 0, 0));
	}

	private static LimitSettings idle(Duration bound) {
		return settings(OFF, bound, OFF, OFF, new Bounds(OFF, OFF, 0, 0));
	}

	private static LimitSettings stall(Duration bound) {
		return settings(OFF, OFF, OFF, bound, new Bounds(OFF, OFF, 0, 0));
	}

	private static LimitSettings rates(long request, long response) {
		return settings(OFF, OFF, BOUND, OFF, new Bounds(OFF, OFF, request, response));
	}

	private static LimitSettings maxConnections(@Nullable Integer max) {
		return new LimitSettings(OFF, OFF, OFF, OFF, new Bounds(OFF, OFF, 0, 0), List.of(), max, null);
	}

	private static boolean trySend(RawConnection client, String bytes) {
		try {
			client.send(bytes);
		}
		catch (IOException ex) {
			assertThat(ex).hasMessageMatching("(?s).*(reset|[Bb]roken pipe).*");
		}
		return true;
	}

	private static void isTimedOut(Answer answer) {
		assertThat(answer.status()).isEqualTo(408);
		assertThat(answer.close()).isTrue();
	}

	private static Duration since(long start) {
		return Duration.ofNanos(System.nanoTime() - start);
	}

	private static long counted(TestServer server, LimitKind kind) {
		LimitCounters counters = server.connectors.limitCounters();
		assertThat(counters).isNotNull();
		return (counters != null) ? counters.count(kind) : -1;
	}

	private static void assertCounted(TestServer server, LimitKind kind) {
		await().atMost(60, TimeUnit.SECONDS).until(() -> counted(server, kind) == 1);
		for (LimitKind other : LimitKind.values()) {
			assertThat(counted(server, other)).as(other.id()).isEqualTo((other == kind) ? 1 : 0);
		}
	}

	private static void assertNothingCounted(TestServer server) {
		for (LimitKind kind : LimitKind.values()) {
			assertThat(counted(server, kind)).as(kind.id()).isZero();
		}
	}

}
