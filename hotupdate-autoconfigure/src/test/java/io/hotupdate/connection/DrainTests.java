package io.hotupdate.connection;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.hotupdate.connection.RawConnection.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link Drain} on a running Tomcat.
 */
@Timeout(120)
class DrainTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	private TestServer server;

	private Drain drain;

	private RawConnection client;

	@BeforeEach
	void start() throws IOException {
		this.server = new TestServer(new GatedConnectors());
		this.drain = this.server.connectors.drain();
		this.client = this.server.connect();
		assertThat(this.client.exchange(RawConnection.get("/")).close()).isFalse();
	}

	@AfterEach
	void stop() throws IOException {
		this.client.close();
		this.server.close();
	}

	@Test
	void idleConnectionGetsItsNextRequestAnswered() throws Exception {
		this.drain.begin();
		assertThat(this.drain.await(Duration.ofMillis(100), (remaining) -> {
		})).isFalse();
		await().until(() -> this.drain.remaining().equals(Remaining.of(List.of(Kind.IDLE))));
		assertThat(this.client.exchange(RawConnection.get("/"))).isEqualTo(new Answer(200, true, false, "hello"));
		assertThat(this.client.isEnded()).isTrue();
		assertThat(this.drain.await(LONG, (remaining) -> {
		})).isTrue();
		assertThat(this.drain.totals().drained(Kind.IDLE)).isEqualTo(1);
		assertThat(this.drain.totals().remaining(Kind.IDLE)).isZero();
	}

	@Test
	void requestInFlightSaysCloseIfItIsNotCommitted() throws Exception {
		this.client.send(RawConnection.get("/wait"));
		this.server.waiting.acquire();
		this.drain.begin();
		assertThat(this.drain.remaining()).isEqualTo(Remaining.of(List.of(Kind.REQUEST)));
		assertThat(this.server.connector().requestsInFlight()).isEqualTo(1);
		this.server.proceed.release();
		assertThat(this.client.read()).isEqualTo(new Answer(200, true, false, "hello"));
		assertThat(this.client.isEnded()).isTrue();
	}

	@Test
	void bodyOfUnknownLengthStaysChunked() throws Exception {
		this.client.send(RawConnection.get("/stream"));
		this.server.waiting.acquire();
		this.drain.begin();
		this.server.proceed.release();
		assertThat(this.client.read()).isEqualTo(new Answer(200, true, true, "stream"));
		assertThat(this.client.isEnded()).isTrue();
	}

	@Test
	void asynchronousAnswerSaysClose() throws Exception {
		this.client.send(RawConnection.get("/async"));
		this.server.waiting.acquire();
		this.drain.begin();
		await().until(() -> this.drain.remaining().equals(Remaining.of(List.of(Kind.REQUEST))));
		this.server.proceed.release();
		assertThat(this.client.read()).isEqualTo(new Answer(200, true, false, "async"));
		assertThat(this.client.isEnded()).isTrue();
	}

	@Test
	void emptyAnswerSaysClose() throws Exception {
		this.drain.begin();
		assertThat(this.client.exchange(RawConnection.get("/nothing"))).isEqualTo(new Answer(204, true, false, ""));
	}

	@Test
	void pipelinedRequestsAreAllAnsweredAndTheLastSaysClose() throws Exception {
		this.drain.begin();
		this.client.send(RawConnection.get("/") + RawConnection.post("/echo", "one") + RawConnection.post("/", "two")
				+ RawConnection.get("/"));
		assertThat(this.client.read()).isEqualTo(new Answer(200, false, false, "hello"));
		assertThat(this.client.read()).isEqualTo(new Answer(200, false, false, "one"));
		assertThat(this.client.read()).isEqualTo(new Answer(200, false, false, "hello"));
		assertThat(this.client.read()).isEqualTo(new Answer(200, true, false, "hello"));
		assertThat(this.client.isEnded()).isTrue();
	}

	@Test
	void requestPipelinedBehindAChunkedBodyIsAnswered() throws Exception {
		this.drain.begin();
		String chunked = "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
				+ "3\r\none\r\n0\r\n\r\n";
		this.client.send(chunked + chunked);
		assertThat(this.client.read()).isEqualTo(new Answer(200, false, false, "one"));
		assertThat(this.client.read()).isEqualTo(new Answer(200, true, false, "one"));
		assertThat(this.client.isEnded()).isTrue();
	}

	@Test
	void requestPipelinedDuringTheAnswerIsAnswered() throws Exception {
		this.client.send(RawConnection.get("/wait"));
		this.server.waiting.acquire();
		this.drain.begin();
		this.client.send(RawConnection.get("/nothing"));
		this.server.proceed.release();
		assertThat(this.client.read()).isEqualTo(new Answer(200, false, false, "hello"));
		assertThat(this.client.read()).isEqualTo(new Answer(204, true, false, ""));
		assertThat(this.client.isEnded()).isTrue();
	}

	@Test
	void unreadBodyIsNoFurtherRequest() throws Exception {
		this.drain.begin();
		assertThat(this.client.exchange(RawConnection.post("/", "unread")).close()).isTrue();
	}

	@Test
	void unreadChunkedBodyIsNoFurtherRequestWhenOnlyItsEndIsLeft() throws Exception {
		this.drain.begin();
		String head = "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
		assertThat(this.client.exchange(head + "0\r\n\r\n").close()).isTrue();
	}

	@Test
	void answerToHalfClosedClientArrives() throws Exception {
		this.drain.begin();
		this.client.send(RawConnection.get("/wait"));
		this.server.waiting.acquire();
		this.client.endOutput();
		this.server.proceed.release();
		assertThat(this.client.read()).isEqualTo(new Answer(200, true, false, "hello"));
	}

	@Test
	void cancelKeepsConnectionsAliveAgain() throws Exception {
		this.drain.begin();
		this.drain.cancel();
		assertThat(this.client.exchange(RawConnection.get("/")).close()).isFalse();
		assertThat(this.client.exchange(RawConnection.get("/")).close()).isFalse();
	}

	@Test
	void exemptRequestDoesNotHoldUpTheDrain() throws Exception {
		this.client.send(RawConnection.get("/exempt"));
		this.server.waiting.acquire();
		this.drain.begin();
		List<Remaining> progress = new ArrayList<>();
		assertThat(this.drain.await(LONG, progress::add)).isTrue();
		assertThat(progress).containsExactly(Remaining.of(List.of(Kind.EXEMPT)));
		assertThat(this.drain.awaitExempt(Duration.ZERO)).isFalse();
		this.server.proceed.release();
		assertThat(this.client.read().close()).isTrue();
		assertThat(this.drain.awaitExempt(LONG)).isTrue();
	}

	@Test
	void uploadThatEndsAfterTheGateClosedArrivesWhole() throws Exception {
		String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
		this.client.send("PUT /length HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk);
		this.server.waiting.acquire();
		this.server.connectors.closeAll();
		this.drain.begin();
		for (int i = 1; i < 64; i++) {
			this.client.send(chunk);
		}
		assertThat(this.drain.remaining()).isEqualTo(Remaining.of(List.of(Kind.REQUEST)));
		this.client.send("0\r\n\r\n");
		assertThat(this.client.read()).isEqualTo(new Answer(200, true, false, String.valueOf(64 * 0x10000)));
		assertThat(this.drain.await(LONG, (remaining) -> {
		})).isTrue();
	}

	@Test
	void downloadThatIsUnderWayArrivesWhole() throws Exception {
		this.client.send(RawConnection.get("/large"));
		this.server.waiting.acquire();
		this.server.connectors.closeAll();
		this.drain.begin();
		assertThat(this.drain.await(Duration.ofMillis(100), (remaining) -> {
		})).isFalse();
		assertThat(this.client.read().body()).hasSize(TestServer.LARGE);
	}

	@Test
	void participantsAreAskedAgainUntilTheDrainIsOver() {
		AtomicInteger asked = new AtomicInteger();
		this.drain.join(() -> {
			throw new IllegalStateException("a participant that fails is logged");
		});
		this.drain.join(asked::incrementAndGet);
		this.drain.begin();
		await().until(() -> asked.get() > 1);
		this.drain.cancel();
		await().during(Duration.ofMillis(600)).until(() -> asked.getAndSet(0) == 0);
	}

	@Test
	void exemptRequestIsNotCut() throws Exception {
		this.client.send(RawConnection.get("/exempt"));
		this.server.waiting.acquire();
		this.drain.begin();
		await().until(() -> this.drain.remaining().equals(Remaining.of(List.of(Kind.EXEMPT))));
		assertThat(this.drain.cut()).isEqualTo(Remaining.NONE);
		this.server.proceed.release();
		assertThat(this.client.read().status()).isEqualTo(200);
	}

	@Test
	void cutClosesWhatIsLeftAndCountsIt() throws Exception {
		try (RawConnection busy = this.server.connect(); RawConnection async = this.server.connect()) {
			busy.send(RawConnection.get("/wait"));
			async.send(RawConnection.get("/async"));
			this.server.waiting.acquire(2);
			await().until(
					() -> this.drain.remaining().equals(Remaining.of(List.of(Kind.IDLE, Kind.REQUEST, Kind.REQUEST))));
			this.drain.begin();
			assertThat(this.drain.cut()).isEqualTo(Remaining.of(List.of(Kind.IDLE, Kind.REQUEST, Kind.REQUEST)));
			assertThat(this.drain.totals().cut(Kind.REQUEST)).isEqualTo(2);
			assertThat(this.drain.totals().cut(Kind.IDLE)).isEqualTo(1);
			assertThat(this.client.isEnded()).isTrue();
			assertThatIOException().isThrownBy(busy::read);
			assertThatIOException().isThrownBy(async::read);
			this.server.proceed.release(2);
			assertThat(this.drain.awaitExempt(LONG)).isTrue();
		}
	}

}
