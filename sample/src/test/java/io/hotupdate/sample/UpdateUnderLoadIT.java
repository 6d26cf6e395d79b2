package io.hotupdate.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.hotupdate.sample.ActuatorClient.Answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Updates in a row under load that never retries: nothing is lost, nothing is left. */
class UpdateUnderLoadIT {

	private static final Logger logger = LoggerFactory.getLogger(UpdateUnderLoadIT.class);

	private static final int UPDATES = Benchmarks.count("updates", Boolean.getBoolean("hotupdate.soak") ? 10 : 3);

	private static final Duration LIMIT = Duration.ofMinutes(4);

	@TempDir
	Path folder;

	@Test
	void updatesInARowLoseNothing() throws Exception {
		List<String> versions = forge();
		AppLauncher launcher = AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.property("hotupdate.releases.location", SampleRelease.location(releases()))
			.property("hotupdate.probation.duration", "2s")
			.property("logging.pattern.console", GateLog.PATTERN);
		try (AppProcess app = launcher.start(SampleRelease.FIRST.jar())) {
			LoadResult result;
			SnapshotWatch watch = SnapshotWatch.start(app);
			try (watch; LoadClient load = LoadClient.start(app.port())) {
				awaitMore(load);
				for (String version : versions) {
					update(app, version);
					awaitMore(load);
				}
				result = load.stop();
			}
			GateLog gates = GateLog.read(app.log());
			logger.info(Benchmarks.report(UpdateUnderLoadIT.class, UPDATES + " updates in a row under load",
					result + report(gates) + watch.seen() + " snapshots seen"));
			assertNothingLost(app, result);
			assertThat(result.releases().keySet()).contains("1.0.0").containsAll(versions);
			assertAGateWasAlwaysOpen(gates);
			assertThat(watch.violations()).isEmpty();
			assertNothingLeft(app);
		}
	}

	private List<String> forge() throws IOException {
		ReleaseForge forge = new ReleaseForge(SampleRelease.FIRST.jar(), releases());
		List<String> versions = new ArrayList<>();
		for (int i = 1; i <= UPDATES; i++) {
			versions.add("1." + i + ".0");
			forge.forge("1." + i + ".0");
		}
		return versions;
	}

	private Path releases() {
		return this.folder.resolve("releases");
	}

	private static void update(AppProcess app, String version) {
		Answer answer = ActuatorClient.of(app).update(version, LIMIT, "confirmed");
		assertThat(answer.status()).as(() -> answer.text() + "\n" + app.tail()).isEqualTo(200);
		assertThat(answer.value("outcome")).isEqualTo("SUCCEEDED");
		assertThat(answer.value("currentVersion")).isEqualTo(version);
	}

	private static void assertNothingLost(AppProcess app, LoadResult result) throws Exception {
		assertThat(result.failures()).as(() -> result + "\n" + app.tail()).isEmpty();
		StoredOrders stored = StoredOrders.in(app.database());
		assertThat(stored.missing(result.acknowledged())).isEmpty();
		assertThat(stored.duplicates()).isEmpty();
		assertThat(stored.total()).isEqualTo(result.acknowledged().size());
	}

	/** The gate of each successor was open before that of its predecessor closed. */
	private static void assertAGateWasAlwaysOpen(GateLog gates) {
		assertThat(gates.closed()).hasSize(UPDATES);
		for (long generation = 2; generation <= UPDATES + 1; generation++) {
			assertThat(gates.overlapMicros(generation)).as("overlap with generation %d", generation).isPositive();
		}
	}

	private static void assertNothingLeft(AppProcess app) {
		await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
			assertThat(app.generations()).hasSize(1);
			assertThat(names(app.home().resolve("run"))).isEmpty();
			assertThat(names(app.home().resolve("tmp"))).containsExactly("gen-" + (UPDATES + 1));
			assertThat(app.temporaryFiles()).isEmpty();
		});
		Answer snapshot = ActuatorClient.of(app).snapshot();
		assertThat(snapshot.json().path("generations")).hasSize(1);
		assertThat(snapshot.value("generations.0.pid")).isEqualTo(app.generations().get(0).toString());
	}

	private static String report(GateLog gates) {
		return Benchmarks.line("%-22s %s µs", "gates closed in", gates.closings())
				+ Benchmarks.line("%-22s %s µs", "gates open together", gates.overlaps());
	}

	private static List<String> names(Path directory) {
		if (!Files.exists(directory)) {
			return List.of();
		}
		try (Stream<Path> entries = Files.list(directory)) {
			return entries.map((entry) -> entry.getFileName().toString()).sorted().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Three seconds' worth of requests. */
	private static void awaitMore(LoadClient load) {
		long enough = load.done() + 900;
		await().atMost(Duration.ofMinutes(2)).until(() -> load.done() >= enough);
	}

}
