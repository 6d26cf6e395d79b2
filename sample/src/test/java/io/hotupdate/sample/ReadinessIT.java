package io.hotupdate.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a load balancer sees of an instance that updates itself and takes the traffic
 * back: it is ready all the time, also for a check over a connection that the generation
 * with the closed gate still has.
 */
class ReadinessIT {

	@TempDir
	Path folder;

	@Test
	void anInstanceIsReadyWhicheverGateIsOpen() throws Exception {
		AppLauncher launcher = AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.property("hotupdate.probation.duration", "5s");
		try (AppProcess app = launcher.start(SampleRelease.FIRST.jar())) {
			InstanceWatch watch = new InstanceWatch(app);
			try (Check fresh = new Check(app, false); Check kept = new Check(app, true)) {
				watch.update(SampleRelease.SECOND);
				watch.awaitPhase("PROBATION");
				assertThat(watch.actuator().verb("rollback?wait=60s").value("outcome")).isEqualTo("TAKEN_BACK");
				watch.awaitAlone(app.pid());
				watch.update(SampleRelease.SECOND);
				watch.awaitOutcome("SUCCEEDED");
				fresh.awaitMore();
				kept.awaitMore();
				assertThat(fresh.answers).containsOnly(200);
				assertThat(kept.answers).containsOnly(200);
			}
			assertDetails(watch.actuator());
		}
	}

	private static void assertDetails(ActuatorClient actuator) {
		String hotUpdate = "hotupdate.";
		ActuatorClient.Answer info = actuator.get("/info");
		assertThat(info.value(hotUpdate + "version")).isEqualTo("1.1.0");
		assertThat(info.value(hotUpdate + "sha256")).matches("[0-9a-f]{64}");
		// 2 gave the traffic back
		assertThat(info.value(hotUpdate + "generation")).isEqualTo("4");
		assertThat(actuator.get("/health").value("status")).isEqualTo("UP");
	}

	/** Asks for the readiness without a pause. */
	private static final class Check implements AutoCloseable {

		private static final String REQUEST = "GET /actuator/health/readiness HTTP/1.1\r\nHost: 127.0.0.1\r\n";

		final List<Integer> answers = new CopyOnWriteArrayList<>();

		private final AppProcess app;

		private final boolean keepAlive;

		private final Thread thread;

		private volatile boolean ending;

		private volatile @Nullable Throwable failure;

		Check(AppProcess app, boolean keepAlive) {
			this.app = app;
			this.keepAlive = keepAlive;
			this.thread = new Thread(this::run, "readiness");
			this.thread.setDaemon(true);
			this.thread.start();
		}

		private void run() {
			try {
				while (!this.ending) {
					ask();
				}
			}
			catch (Exception ex) {
				this.failure = ex;
			}
		}

		/** Over one connection for as long as the server keeps it. */
		private void ask() throws Exception {
			try (RawConnection connection = RawConnection.open(this.app.port(), Duration.ofSeconds(30))) {
				boolean open = true;
				while (open && !this.ending) {
					RawConnection.Response response = connection
						.exchange(REQUEST + (this.keepAlive ? "" : "Connection: close\r\n") + "\r\n");
					this.answers.add(response.status());
					open = this.keepAlive && !response.close();
				}
			}
		}

		void awaitMore() {
			int enough = this.answers.size() + 50;
			await().atMost(Duration.ofSeconds(30)).until(() -> this.failure != null || this.answers.size() >= enough);
			assertThat(this.failure).isNull();
		}

		@Override
		public void close() throws InterruptedException {
			this.ending = true;
			this.thread.join();
		}

	}

}
