package io.hotupdate.connection;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.hotupdate.connection.RawConnection.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ShutdownDrain} on a running Tomcat.
 */
@Timeout(120)
class ShutdownDrainTests {

	private static final Duration LONG = Duration.ofMinutes(10);

	private TestServer server;

	@BeforeEach
	void start() {
		this.server = new TestServer(new GatedConnectors());
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void nothingAcceptedIsDoneAtOnce() throws Exception {
		assertThat(drain(LONG, LONG).run()).isEqualTo(Remaining.NONE);
		assertRefused();
	}

	@Test
	void whatWaitsToBeAcceptedIsServed() throws Exception {
		this.server.connectors.closeAll();
		try (RawConnection first = this.server.connect(); RawConnection second = this.server.connect()) {
			first.send(RawConnection.get("/"));
			CompletableFuture<Remaining> cut = run(drain(LONG, LONG));
			assertThat(first.read()).isEqualTo(new Answer(200, true, false, "hello"));
			assertRefused();
			assertThat(cut).isNotDone();
			assertThat(second.exchange(RawConnection.get("/"))).isEqualTo(new Answer(200, true, false, "hello"));
			assertThat(cut.get(60, TimeUnit.SECONDS)).isEqualTo(Remaining.NONE);
		}
	}

	@Test
	void idleConnectionIsClosedAfterItsWait() throws Exception {
		try (RawConnection client = this.server.connect()) {
			assertThat(client.exchange(RawConnection.get("/")).close()).isFalse();
			long begun = System.nanoTime();
			assertThat(drain(LONG, Duration.ofMillis(300)).run()).isEqualTo(Remaining.NONE);
			assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(300));
			assertThat(client.isEnded()).isTrue();
		}
	}

	@Test
	void idleWaitBeginsWhenTheLastRequestIsAnswered() throws Exception {
		try (RawConnection idle = this.server.connect(); RawConnection busy = this.server.connect()) {
			assertThat(idle.exchange(RawConnection.get("/")).close()).isFalse();
			busy.send(RawConnection.get("/wait"));
			this.server.waiting.acquire();
			CompletableFuture<Remaining> cut = run(drain(LONG, Duration.ZERO));
			await().until(() -> this.server.connectors.drain().isActive());
			assertThat(cut).isNotDone();
			this.server.proceed.release();
			assertThat(busy.read().close()).isTrue();
			assertThat(cut.get(60, TimeUnit.SECONDS)).isEqualTo(Remaining.NONE);
			assertThat(idle.isEnded()).isTrue();
		}
	}

	@Test
	void timeoutCutsWhatIsLeft() throws Exception {
		try (RawConnection busy = this.server.connect()) {
			busy.send(RawConnection.get("/wait"));
			this.server.waiting.acquire();
			assertThat(drain(Duration.ofMillis(200), LONG).run().total()).isEqualTo(1);
			assertThatIOException().isThrownBy(busy::read);
		}
	}

	@Test
	void forceCutsWhatIsLeft() throws Exception {
		try (RawConnection busy = this.server.connect()) {
			busy.send(RawConnection.get("/wait"));
			this.server.waiting.acquire();
			ShutdownDrain drain = drain(LONG, LONG);
			CompletableFuture<Remaining> cut = run(drain);
			await().until(() -> this.server.connectors.drain().isActive());
			assertThat(cut).isNotDone();
			drain.force();
			assertThat(cut.get(60, TimeUnit.SECONDS).total()).isEqualTo(1);
			assertThatIOException().isThrownBy(busy::read);
		}
	}

	private ShutdownDrain drain(Duration timeout, Duration idleWait) {
		return new ShutdownDrain(this.server.connectors, timeout, idleWait);
	}

	private static CompletableFuture<Remaining> run(ShutdownDrain drain) {
		return CompletableFuture.supplyAsync(() -> {
			try {
				return drain.run();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
	}

	private void assertRefused() {
		await().untilAsserted(() -> assertThatExceptionOfType(ConnectException.class).isThrownBy(this::connect));
	}

	private void connect() throws IOException {
		this.server.connect().close();
	}

}
