package io.hotupdate.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

/** TERM to an instance that has no successor. */
@Timeout(300)
class PlainShutdownIT {

	private static final Logger logger = LoggerFactory.getLogger(PlainShutdownIT.class);

	private static final int SHUTDOWNS = Boolean.getBoolean("hotupdate.soak") ? 10 : 1;

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final String GET = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

	@TempDir
	Path folder;

	@Test
	void acceptedConnectionsLoseNothing() throws Exception {
		for (LoadResult result : stopUnderLoad("lossless", true)) {
			assertThat(result.resetByTheClose()).as(result.toString()).hasSizeLessThanOrEqualTo(1);
			assertThat(result.failures()).as(result.toString())
				.allMatch((failure) -> (failure.outcome() == Outcome.REFUSED && !failure.reused())
						|| result.resetByTheClose().contains(failure));
			assertThat(result.count(Outcome.REFUSED)).isPositive();
		}
	}

	/** What it is measured against: Spring Boot's own graceful shutdown. */
	@Test
	void gracefulShutdownOfSpringBootLoses() throws Exception {
		assertThat(stopUnderLoad("stock", false).stream()
			.flatMap((result) -> result.failures().stream())
			.filter((failure) -> failure.outcome() != Outcome.REFUSED)).isNotEmpty();
	}

	private List<LoadResult> stopUnderLoad(String name, boolean enabled) throws Exception {
		List<LoadResult> results = new ArrayList<>();
		for (int i = 0; i < SHUTDOWNS; i++) {
			try (AppProcess app = launcher(name + i).property("hotupdate.enabled", enabled)
				.start(SampleRelease.FIRST.jar()); LoadClient load = LoadClient.start(app.port())) {
				await().atMost(LIMIT).until(() -> load.done() > 900);
				app.term();
				assertThat(app.awaitExit()).as(app.tail()).isEqualTo(143);
				LoadResult result = load.stop();
				logger.info("TERM, {}\n{}", name, result);
				StoredOrders stored = StoredOrders.in(app.database());
				assertThat(stored.missing(result.acknowledged())).isEmpty();
				assertThat(stored.duplicates()).isEmpty();
				results.add(result);
			}
		}
		return results;
	}

	@Test
	void idleConnectionIsServedOnceMore() throws IOException {
		try (AppProcess app = launcher("idle").property("hotupdate.shutdown.idle-wait", "20s")
			.start(SampleRelease.FIRST.jar());
				RawConnection served = RawConnection.open(app.port(), LIMIT);
				RawConnection idle = RawConnection.open(app.port(), LIMIT)) {
			assertThat(served.exchange(GET).close()).isFalse();
			assertThat(idle.exchange(GET).close()).isFalse();
			app.term();
			await().atMost(LIMIT).until(() -> isRefused(app));
			RawConnection.Response last = served.exchange(GET);
			assertThat(last.status()).isEqualTo(200);
			assertThat(last.close()).isTrue();
			assertThat(app.isAlive()).isTrue();
			assertThat(app.awaitExit()).isEqualTo(143);
			assertThat(idle.closedByServer()).isTrue();
		}
	}

	@Test
	void secondSignalForcesTheEnd() throws Exception {
		try (AppProcess app = launcher("forced").property("spring.lifecycle.timeout-per-shutdown-phase", "5m")
			.start(SampleRelease.FIRST.jar()); SlowRequest slow = SlowRequest.send(app, 240_000)) {
			await().atMost(LIMIT).until(() -> app.answers());
			app.term();
			await().atMost(LIMIT).until(() -> isRefused(app));
			assertThat(app.isAlive()).isTrue();
			app.term();
			assertThat(app.awaitExit()).isEqualTo(143);
			assertThat(app.tail()).contains("Asked to stop again", "The drain was forced; connections cut");
			assertThat(slow.failure()).isInstanceOf(IOException.class);
		}
	}

	@Test
	void timeoutForcesTheEnd() throws Exception {
		try (AppProcess app = launcher("timeout").property("spring.lifecycle.timeout-per-shutdown-phase", "2s")
			.start(SampleRelease.FIRST.jar()); SlowRequest slow = SlowRequest.send(app, 240_000)) {
			await().atMost(LIMIT).until(() -> app.answers());
			long before = System.nanoTime();
			app.term();
			assertThat(app.awaitExit()).isEqualTo(143);
			assertThat(System.nanoTime() - before).isBetween(TimeUnit.SECONDS.toNanos(2), TimeUnit.SECONDS.toNanos(20));
			assertThat(app.tail()).contains("The drain has taken PT2S; connections cut");
			assertThat(slow.failure()).isInstanceOf(IOException.class);
		}
	}

	@Test
	void preStopDelayLetsALoadBalancerNotice() throws Exception {
		try (AppProcess app = launcher("delay").property("hotupdate.shutdown.pre-stop-delay", "6s")
			.start(SampleRelease.FIRST.jar())) {
			ActuatorClient actuator = ActuatorClient.of(app);
			assertThat(actuator.get("/health/readiness").status()).isEqualTo(200);
			app.term();
			await().atMost(LIMIT).until(() -> actuator.get("/health/readiness").status() == 503);
			assertThat(app.answers()).isTrue();
			try (RawConnection later = RawConnection.open(app.port(), LIMIT)) {
				RawConnection.Response response = later
					.exchange("GET /later?ms=10 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
				assertThat(response.status()).isEqualTo(200);
				assertThat(response.close()).isFalse();
			}
			assertThat(app.awaitExit()).isEqualTo(143);
			assertThatIOException().isThrownBy(() -> RawConnection.open(app.port(), LIMIT));
		}
	}

	/** A Callable that begins in the drain still finds the application's executor. */
	@Test
	void asynchronousRequestsAreServedInTheDrain() throws Exception {
		try (AppProcess app = launcher("async").property("hotupdate.shutdown.idle-wait", "20s")
			.start(SampleRelease.FIRST.jar()); RawConnection connection = RawConnection.open(app.port(), LIMIT)) {
			assertThat(connection.exchange(GET).close()).isFalse();
			app.term();
			await().atMost(LIMIT).until(() -> isRefused(app));
			RawConnection.Response response = connection
				.exchange("GET /later?ms=500 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
			assertThat(response.status()).isEqualTo(200);
			assertThat(app.awaitExit()).isEqualTo(143);
		}
	}

	private static boolean isRefused(AppProcess app) {
		try (RawConnection connection = RawConnection.open(app.port(), LIMIT)) {
			return false;
		}
		catch (IOException ex) {
			return true;
		}
	}

	private AppLauncher launcher(String name) {
		return AppProcess.in(this.folder.resolve(name)).ownTemporaryFolder();
	}

}
