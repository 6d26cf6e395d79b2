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

	private static final long LARGE = 200_000_000;

	private static final long MEDIUM = 80_000_000;

	private static final Duration LIMIT = Duration.ofMinutes(4);

	/**
	 * Far less than the drain timeout, far more than the upload and the slow requests.
	 */
	private static final long LONGEST_DRAIN_MS = 60_000;

	private final ExecutorService uploads = Executors.newCachedThreadPool();

	@TempDir
	Path folder;

	@Test
	void everyKindCrossesInCleartext() throws Exception {
		List<String> versions = forge(UPDATES);
		int port = AppProcess.freePort();
		try (AppProcess app = launcher().port(port).start(SampleRelease.FIRST.jar())) {
			cross(app, ActuatorClient.of(app), new Target(port, null), versions);
		}
	}

	@Test
	void everyKindCrossesUnderTlsAndSoDoesItsNextCertificate() throws Exception {
		List<String> versions = forge(SOAK ? UPDATES : UPDATES / 2);
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
			Target target = new Target(app.port(), certificates.client());
			cross(app, actuator, target, versions);
			replaceCertificate(app, actuator, target, certificates);
		}
	}

	private AppLauncher launcher() {
		return AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.property("server.http2.enabled", true)
			// so that every Connection: close is one of the drain
			.property("server.tomcat.max-keep-alive-requests", -1)
			.property("hotupdate.releases.location", SampleRelease.location(releases()))
			.property("hotupdate.warm-up.requests", 300)
			.property("hotupdate.probation.duration", "2s")
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

	private void cross(AppProcess app, ActuatorClient actuator, Target target, List<String> versions) throws Exception {
		TrafficMix mix = TrafficMix.start(target);
		List<Upload.Done> uploads = new ArrayList<>();
		List<String> drains = new ArrayList<>();
		try (mix) {
			awaitMore(mix);
			for (String version : versions) {
				long bytes = (SOAK || (version.equals("1.1.0") && target.tls() == null)) ? LARGE : MEDIUM;
				uploads.add(update(app, actuator, version, mix.upload("upload-" + version, bytes), drains));
				awaitMore(mix);
			}
		}
		String title = versions.size() + " updates in a row, " + ((target.tls() != null) ? "TLS" : "cleartext");
		logger.info(Benchmarks.report(MixedTrafficIT.class, title, mix + "\ndrains took " + drains + " ms"));
		assertThat(mix.failures()).as(() -> mix + "\n" + app.tail()).isEmpty();
		assertUploadsSpanTheSwitch(GateLog.read(app.log()), uploads, versions);
		assertServersSaidGoodbye(mix, versions.size());
		StoredOrders stored = StoredOrders.in(app.database());
		assertThat(stored.missing(mix.orders())).isEmpty();
		assertThat(stored.duplicates()).isEmpty();
	}

	private Upload.Done update(AppProcess app, ActuatorClient actuator, String version, Upload upload,
			List<String> drains) throws Exception {
		InstanceWatch watch = new InstanceWatch(app, actuator);
		Answer started = actuator.update(version);
		assertThat(started.status()).as(started.text()).isEqualTo(202);
		watch.awaitPhase("WARMING");
		Future<Upload.Done> done = this.uploads.submit(upload);
		Answer ended = watch.awaitOutcome("SUCCEEDED");
		assertThat(ended.value("currentVersion")).isEqualTo(version);
		assertThat(ended.value("drain.cut")).as(ended.text()).isIn("{}", "");
		assertThat(ended.json().at("/timings/DRAINING").asLong()).as(ended.text()).isLessThan(LONGEST_DRAIN_MS);
		drains.add(ended.value("timings.DRAINING"));
		await().atMost(LIMIT).until(() -> app.generations().size() == 1);
		return done.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
	}

	/** Each began before the gate of its generation closed, and ended whole after it. */
	private static void assertUploadsSpanTheSwitch(GateLog gates, List<Upload.Done> uploads, List<String> versions) {
		for (int i = 0; i < uploads.size(); i++) {
			Upload.Done upload = uploads.get(i);
			GateLog.Event closed = Objects.requireNonNull(gates.closed().get(i + 2L), "gate " + (i + 1));
			assertThat(upload.release()).isEqualTo((i == 0) ? "1.0.0" : versions.get(i - 1));
			assertThat(closed.at()).isBetween(upload.started(), upload.ended());
		}
	}

	private static void assertServersSaidGoodbye(TrafficMix mix, int updates) {
		assertThat(mix.seen("keep-alive").signals()).containsOnlyKeys("Connection: close");
		assertThat(mix.seen("HTTP/2").signals()).containsOnlyKeys("GOAWAY");
		assertThat(mix.seen("WebSocket").signals()).containsOnlyKeys("close 1012");
		assertThat(mix.seen("SSE").signals()).containsKey("clean end");
		for (String kind : List.of("keep-alive", "HTTP/2", "WebSocket", "SSE")) {
			assertThat(mix.seen(kind).signals().values().stream().mapToLong(Long::longValue).sum()).as(kind)
				.isGreaterThanOrEqualTo(updates);
			assertThat(mix.seen(kind).releases()).as(kind).hasSize(updates + 1);
		}
	}

	private static void replaceCertificate(AppProcess app, ActuatorClient actuator, Target target,
			TestCertificates certificates) throws Exception {
		assertThat(certificates.isReplaced(target.port())).isFalse();
		certificates.replace();
		await().atMost(LIMIT).until(() -> certificates.isReplaced(target.port()));
		assertThat(actuator.snapshot().status()).as(app::tail).isEqualTo(200);
	}

	/** As many requests as take some seconds. */
	private static void awaitMore(TrafficMix mix) {
		long enough = mix.answered() + 300;
		await().atMost(LIMIT).until(() -> mix.answered() >= enough);
	}

}
