package io.hotupdate.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.hotupdate.sample.ActuatorClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Every kind of connection crosses updates in a row, with clients that never retry. */
class MixedTrafficIT {

	private static final Logger logger = LoggerFactory.getLogger(MixedTrafficIT.class);

	private static final boolean SOAK = Boolean.getBoolean("hotupdate.soak");

	private static final int UPDATES = Benchmarks.count("updates", SOAK ? 20 : 2);

	private static final int TLS_UPDATES = SOAK ? UPDATES : 1;

	private static final long LARGE = 200_000_000;

	private static final long MEDIUM = 80_000_000;

	private static final Duration LIMIT = Duration.ofMinutes(4);

	/**
	 * Far less than the drain timeout, far more than the upload and the slow requests.
	 */
	private static final long LONGEST_DRAIN_MS = 60_000;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@TempDir
	Path folder;

	@Test
	void everyKindCrossesInCleartext() throws Exception {
		List<String> versions = forge(UPDATES);
		int port = AppProcess.freePort();
		try (AppProcess app = launcher().port(port).start(SampleRelease.FIRST.jar())) {
			Crossing crossing = new Crossing(app, ActuatorClient.of(app), new Target(port, null));
			crossing.run(versions, (mix) -> {
			});
			crossing.assertServersSaidGoodbye(UPDATES);
		}
	}

	@Test
	void everyKindCrossesUnderTlsAndBothGenerationsTakeTheNextCertificate() throws Exception {
		List<String> versions = forge(TLS_UPDATES + 1);
		TestCertificates certificates = TestCertificates.in(this.folder.resolve("certificates"));
		int management = AppProcess.freePort();
		AppLauncher launcher = launcher().property("management.server.port", management)
			.property("management.server.address", "127.0.0.1")
			.property("management.server.ssl.enabled", false)
			.property("server.ssl.bundle", "web")
			.property("spring.ssl.bundle.jks.web.keystore.location", "file:" + certificates.inUse())
			.property("spring.ssl.bundle.jks.web.keystore.password", TestCertificates.PASSWORD)
			.property("spring.ssl.bundle.jks.web.reload-on-update", true)
			.property("spring.ssl.bundle.watch.file.quiet-period", "200ms");
		try (AppProcess app = launcher.launch(SampleRelease.FIRST.jar())) {
			ActuatorClient actuator = new ActuatorClient(management, app.home());
			await().atMost(LIMIT).ignoreExceptions().until(() -> actuator.get("/health").status() == 200);
			Crossing crossing = new Crossing(app, actuator, new Target(app.port(), certificates.client()));
			String last = versions.get(TLS_UPDATES);
			crossing.run(versions.subList(0, TLS_UPDATES), (mix) -> {
				crossing.serve(last);
				replace(certificates, app);
				Answer back = actuator.verb("rollback?wait=60s");
				assertThat(back.value("outcome")).as(back.text()).isEqualTo("TAKEN_BACK");
				await().atMost(LIMIT).until(() -> app.generations().size() == 1);
				assertThat(certificates.isReplaced(app.port())).as("certificate of the predecessor").isTrue();
				awaitMore(mix);
			});
			crossing.assertServersSaidGoodbye(TLS_UPDATES + 1);
		}
	}

	private static void replace(TestCertificates certificates, AppProcess app) throws Exception {
		assertThat(certificates.isReplaced(app.port())).isFalse();
		certificates.replace();
		await().atMost(LIMIT).until(() -> certificates.isReplaced(app.port()));
	}

	private AppLauncher launcher() {
		return AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.property("server.http2.enabled", true)
			// so that every Connection: close is one of the drain
			.property("server.tomcat.max-keep-alive-requests", -1)
			.property("hotupdate.releases.location", SampleRelease.location(releases()))
			.property("hotupdate.warm-up.requests", 300)
			.property("hotupdate.probation.duration", "10m")
			.property("hotupdate.drain.timeout", "3m")
			.property("logging.pattern.console", GateLog.PATTERN);
	}

	private Path releases() {
		return this.folder.resolve("releases");
	}

	private List<String> forge(int updates) throws IOException {
		ReleaseForge forge = new ReleaseForge(SampleRelease.FIRST.jar(), releases());
		List<String> versions = new ArrayList<>();
		for (int i = 1; i <= updates; i++) {
			versions.add("1." + i + ".0");
			forge.forge("1." + i + ".0");
		}
		return versions;
	}

	/** As many requests as take some seconds. */
	private static void awaitMore(TrafficMix mix) {
		long enough = mix.answered() + 300;
		await().atMost(LIMIT).until(() -> mix.answered() >= enough);
	}

	/** What is done with the mix after the updates. */
	@FunctionalInterface
	private interface Finish {

		void with(TrafficMix mix) throws Exception;

	}

	/** One instance and the mix that goes on across its updates. */
	private final class Crossing {

		private final AppProcess app;

		private final ActuatorClient actuator;

		private final InstanceWatch watch;

		private final Target target;

		private final TrafficMix mix;

		private final List<Upload.Done> uploads = new ArrayList<>();

		private final List<String> drains = new ArrayList<>();

		Crossing(AppProcess app, ActuatorClient actuator, Target target) throws IOException {
			this.app = app;
			this.actuator = actuator;
			this.watch = new InstanceWatch(app, actuator);
			this.target = target;
			this.mix = TrafficMix.of(target);
		}

		void run(List<String> versions, Finish finish) throws Exception {
			try (this.mix) {
				this.mix.start();
				awaitMore(this.mix);
				for (String version : versions) {
					update(version);
					awaitMore(this.mix);
				}
				finish.with(this.mix);
			}
			logger.info(Benchmarks.report(MixedTrafficIT.class,
					versions.size() + " updates in a row, " + ((this.target.tls() != null) ? "TLS" : "cleartext"),
					this.mix + "\ndrains took " + this.drains + " ms"));
			assertThat(this.mix.failures()).as(() -> this.mix + "\n" + this.app.tail()).isEmpty();
			assertUploadsSpanTheSwitch(GateLog.read(this.app.log()), versions);
			StoredOrders stored = StoredOrders.in(this.app.database());
			assertThat(stored.missing(this.mix.orders())).isEmpty();
			assertThat(stored.duplicates()).isEmpty();
		}

		private void update(String version) throws Exception {
			Answer started = this.actuator.update(version);
			assertThat(started.status()).as(started.text()).isEqualTo(202);
			this.watch.awaitPhase("WARMING");
			boolean large = SOAK || (this.uploads.isEmpty() && this.target.tls() == null);
			Future<Upload.Done> upload = MixedTrafficIT.this.threads
				.submit(this.mix.upload("upload-" + version, large ? LARGE : MEDIUM));
			awaitDrained();
			Answer confirmed = this.actuator.verb("confirm?wait=60s");
			assertThat(confirmed.value("outcome")).as(confirmed.text() + this.app.tail()).isEqualTo("SUCCEEDED");
			assertThat(confirmed.value("currentVersion")).isEqualTo(version);
			await().atMost(LIMIT).until(() -> this.app.generations().size() == 1);
			this.uploads.add(upload.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
		}

		/** Update, and stop where both generations live. */
		void serve(String version) {
			Answer started = this.actuator.update(version);
			assertThat(started.status()).as(started.text()).isEqualTo(202);
			awaitDrained();
		}

		/** No kind of connection was waited for until the timeout. */
		private void awaitDrained() {
			Answer probation = this.watch.awaitPhase("PROBATION");
			assertThat(probation.value("drain.cut")).as(probation.text()).isIn("{}", "");
			assertThat(probation.value("drain.remaining")).as(probation.text()).isEqualTo("0");
			assertThat(probation.json().at("/timings/DRAINING").asLong()).as(probation.text())
				.isLessThan(LONGEST_DRAIN_MS);
			this.drains.add(probation.value("timings.DRAINING"));
		}

		/**
		 * Each began before the gate of its generation closed, and ended whole after it.
		 */
		private void assertUploadsSpanTheSwitch(GateLog gates, List<String> versions) {
			for (int i = 0; i < this.uploads.size(); i++) {
				Upload.Done upload = this.uploads.get(i);
				GateLog.Event closed = Objects.requireNonNull(gates.closed().get(i + 2L), "gate " + (i + 1));
				assertThat(upload.release()).isEqualTo((i == 0) ? "1.0.0" : versions.get(i - 1));
				assertThat(closed.at()).isBetween(upload.started(), upload.ended());
			}
		}

		/** Every client was told at every switch, in the words of its protocol. */
		void assertServersSaidGoodbye(int updates) {
			assertThat(this.mix.seen("keep-alive").signals()).containsOnlyKeys("Connection: close");
			assertThat(this.mix.seen("HTTP/2").signals()).containsOnlyKeys("GOAWAY");
			assertThat(this.mix.seen("WebSocket").signals()).containsOnlyKeys("close 1012");
			assertThat(this.mix.seen("SSE").signals().keySet()).isSubsetOf("clean end",
					"clean end with Connection: close");
			for (String kind : List.of("keep-alive", "HTTP/2", "WebSocket", "SSE")) {
				assertThat(this.mix.seen(kind).signals().values().stream().mapToLong(Long::longValue).sum()).as(kind)
					.isGreaterThanOrEqualTo(updates);
				assertThat(this.mix.seen(kind).releases()).as(kind).hasSize(updates + 1);
			}
		}

	}

}
