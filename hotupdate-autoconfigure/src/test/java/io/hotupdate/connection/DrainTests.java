package io.hotupdate.connection;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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
		await().until(() -> this.drain.remaining().equals(new Remaining(1, 0, 0)));
		assertThat(this.client.exchange(RawConnection.get("/"))).isEqualTo(new Answer(200, true, false, "hello"));
		assertThat(this.client.isEnded()).isTrue();
		assertThat(this.drain.await(LONG, (remaining) -> {
		})).isTrue();
	}

	@Test
	void requestInFlightSaysCloseIfItIsNotCommitted() throws Exception {
		this.client.send(RawConnection.get("/wait"));
		this.server.waiting.acquire();
		this.drain.begin();
		assertThat(this.drain.remaining()).isEqualTo(new Remaining(0, 1, 0));
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
		await().until(() -> this.drain.remaining().equals(new Remaining(0, 1, 0)));
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
		assertThat(progress).containsExactly(new Remaining(0, 0, 1));
		assertThat(this.drain.awaitExempt(Duration.ZERO)).isFalse();
		this.server.proceed.release();
		assertThat(this.client.read().close()).isTrue();
		assertThat(this.drain.awaitExempt(LONG)).isTrue();
	}

	@Test
	void cutClosesWhatIsLeftAndCountsIt() throws Exception {
		try (RawConnection busy = this.server.connect(); RawConnection async = this.server.connect()) {
			busy.send(RawConnection.get("/wait"));
			async.send(RawConnection.get("/async"));
			this.server.waiting.acquire(2);
			await().until(() -> this.drain.remaining().equals(new Remaining(1, 2, 0)));
			this.drain.begin();
			assertThat(this.drain.cut()).isEqualTo(new Remaining(1, 2, 0));
			assertThat(this.client.isEnded()).isTrue();
			assertThatIOException().isThrownBy(busy::read);
			assertThatIOException().isThrownBy(async::read);
			this.server.proceed.release(2);
			assertThat(this.drain.awaitExempt(LONG)).isTrue();
		}
	}

}
