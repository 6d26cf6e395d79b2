package io.hotupdate.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.hotupdate.sample.ActuatorClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Releases that start well and fail in traffic, under 300 requests a second: each is
 * taken back by itself, and what it did not spoil itself is answered. CI strikes 2 s
 * after the switch; {@code hotupdate.soak=true} strikes after 10 s, and also updates to a
 * good release 20 times under noise.
 */
@Alone
class ProbationIT {

	private static final Logger logger = LoggerFactory.getLogger(ProbationIT.class);

	private static final boolean SOAK = Boolean.getBoolean("hotupdate.soak");

	private static final Duration AFTER = Duration.ofSeconds(SOAK ? 10 : 2);

	/** On a machine that has other things to do in CI. */
	private static final long TAKE_BACK_MICROS = SOAK ? 50_000 : 250_000;

	private static final int UPDATES = Benchmarks.count("updates", 20);

	/** One request in fifty takes 100 ms: that is the 99th percentile. */
	private static final LoadClient.Plan LOAD = new LoadClient.Plan(300, 50, Duration.ofMillis(100));

	/** Nothing in it is slow but for what the noise does. */
	private static final LoadClient.Plan QUICK = new LoadClient.Plan(300, 0, Duration.ZERO);

	private static final Duration LIMIT = Duration.ofMinutes(4);

	private static final Pattern TAKEN_BACK = Pattern
		.compile("Traffic taken back from generation (\\d+) within (\\d+) µs \\((\\w+)\\)");

	@TempDir
	Path folder;

	@Test
	void releaseThatFailsInTrafficIsTakenBack() throws Exception {
		try (AppProcess app = latency(launcher()).property("hotupdate.probation.latency.action", "take-back")
			.property("hotupdate.probation.unready-grace", "2s")
			.property("hotupdate.handover.heartbeat-timeout", "4s")
			.start(SampleRelease.FIRST.jar())) {
			InstanceWatch watch = new InstanceWatch(app);
			LoadResult result;
			List<HeldConnections> held = new ArrayList<>();
			try (LoadClient load = LoadClient.start(app.port(), LOAD)) {
				awaitMore(load, 1_500);
				takesBackErrors(app, watch);
				watch.update(SampleRelease.DOWN);
				Answer down = takenBack(app, watch, "SUCCESSOR_DOWN");
				assertThat(limit(down, "health").path("verdict").asString()).isEqualTo("BROKEN");
				watch.update(SampleRelease.SLOW);
				JsonNode slow = limit(takenBack(app, watch, "LATENCY"), "latency");
				assertThat(slow.path("verdict").asString()).isEqualTo("BROKEN");
				assertThat(slow.path("now").asDouble()).isGreaterThan(slow.path("bound").asDouble());
				held.add(strike(app, watch, load, true));
				held.add(strike(app, watch, load, false));
				awaitMore(load, 300);
				result = load.stop();
			}
			report(result,
					result.failures().stream().filter(ProbationIT::isAnsweredByTheBadRelease).count()
							+ " answered with 500 by the bad release, "
							+ held.stream().mapToInt((one) -> one.lost(result).size()).sum() + " held by a struck one");
			assertThat(result.count(Outcome.REFUSED)).isZero();
			assertThat(result.failures()).as(result + app.tail())
				.allMatch((failure) -> isAnsweredByTheBadRelease(failure)
						|| held.stream().anyMatch((one) -> one.held(failure)));
			assertThat(StoredOrders.in(app.database()).missing(result.acknowledged())).isEmpty();
		}
	}

	private static void takesBackErrors(AppProcess app, InstanceWatch watch) throws Exception {
		watch.update(SampleRelease.ERRORS);
		Answer end = takenBack(app, watch, "ERROR_RATIO");
		JsonNode limit = limit(end, "error-ratio");
		assertThat(limit.path("verdict").asString()).isEqualTo("BROKEN");
		assertThat(limit.path("before").asDouble()).isZero();
		assertThat(limit.path("now").asDouble()).isBetween(0.05, 0.21);
		assertThat(limit.path("requests").asLong()).isGreaterThanOrEqualTo(50);
		assertThat(end.value("error.message")).contains("error-ratio", "perhaps you should");
	}

	private static boolean isAnsweredByTheBadRelease(Exchange failure) {
		return failure.status() == 500 && SampleRelease.ERRORS.version().equals(failure.release());
	}

	private static HeldConnections strike(AppProcess app, InstanceWatch watch, LoadClient load, boolean kill)
			throws Exception {
		watch.update(SampleRelease.SECOND);
		long successor = InstanceWatch.successor(watch.awaitPhase("PROBATION"));
		awaitMore(load, LOAD.rate() * AFTER.toSeconds());
		HeldConnections held = HeldConnections.freeze(successor, app.port());
		if (kill) {
			app.kill9(successor);
		}
		takenBack(app, watch, kill ? "SUCCESSOR_EXITED" : "SUCCESSOR_HUNG");
		assertThat(LinuxProcesses.descriptors(successor)).isEmpty();
		return held;
	}

	@Test
	void releaseWithThreeTimesTheLatencyIsReportedByDefault() throws Exception {
		try (AppProcess app = latency(launcher()).start(SampleRelease.FIRST.jar())) {
			InstanceWatch watch = new InstanceWatch(app);
			LoadResult result;
			try (LoadClient load = LoadClient.start(app.port(), LOAD)) {
				awaitMore(load, 1_500);
				LogWatch log = new LogWatch(app.log());
				watch.update(SampleRelease.SLOW);
				watch.until("latency REPORTED", ProbationIT::isLatencyReported);
				assertThat(watch.actuator().verb("confirm").status()).isLessThan(300);
				Answer end = watch.awaitOutcome("SUCCEEDED");
				assertThat(limit(end, "latency").path("verdict").asString()).as(end.text()).isEqualTo("REPORTED");
				assertThat(log.text()).containsOnlyOnce("breaks the limit latency, which is set to report only");
				result = load.stop();
			}
			report(result, "three times the latency, reported");
			assertThat(result.failures()).as(result + app.tail()).isEmpty();
		}
	}

	private static boolean isLatencyReported(Answer snapshot) {
		return snapshot.json()
			.path("probation")
			.path("limits")
			.valueStream()
			.anyMatch((limit) -> "latency".equals(limit.path("name").asString())
					&& "REPORTED".equals(limit.path("verdict").asString()));
	}

	@Test
	@EnabledIfSystemProperty(named = "hotupdate.soak", matches = "true",
			disabledReason = "it keeps all cores busy, for more than a minute an update")
	void healthyReleaseIsKeptUnderNoise() throws Exception {
		ReleaseForge forge = new ReleaseForge(SampleRelease.FIRST.jar(), this.folder.resolve("releases"));
		try (AppProcess app = launcher().property("hotupdate.probation.latency.action", "take-back")
			.property("hotupdate.probation.duration", "75s")
			.property("hotupdate.releases.location", SampleRelease.location(this.folder.resolve("releases")))
			.start(SampleRelease.FIRST.jar());
				Burners burners = Burners.start(Runtime.getRuntime().availableProcessors());
				LoadClient load = LoadClient.start(app.port(), QUICK)) {
			ActuatorClient actuator = ActuatorClient.of(app);
			awaitMore(load, 1_500);
			for (int i = 1; i <= UPDATES; i++) {
				String version = "1.1." + i;
				forge.forge(version);
				Answer end = actuator.update(version, LIMIT, "confirmed");
				logger.info("Update {} of {}: {}", i, UPDATES, end.json().path("probation"));
				assertThat(end.value("outcome")).as(() -> end.text() + app.tail()).isEqualTo("SUCCEEDED");
			}
			burners.close();
			LoadResult result = load.stop();
			report(result, UPDATES + " updates to a healthy release under noise");
			assertThat(result.failures()).as(result + app.tail()).isEmpty();
		}
	}

	private AppLauncher launcher() {
		return AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.property("hotupdate.probation.duration", "3m")
			.property("orderdesk.fault-after", AFTER.toSeconds() + "s");
	}

	private static AppLauncher latency(AppLauncher launcher) {
		return launcher.property("hotupdate.probation.latency.grace", (AFTER.toSeconds() + 2) + "s")
			.property("hotupdate.probation.latency.window", "5s")
			.property("hotupdate.probation.latency.sustained", "3s");
	}

	/** The predecessor has the traffic again, quickly, and is alone in the end. */
	private static Answer takenBack(AppProcess app, InstanceWatch watch, String reason) {
		LogWatch log = new LogWatch(app.log());
		Answer end = watch.awaitOutcome("TAKEN_BACK");
		assertThat(end.value("state")).isEqualTo("FAILED");
		assertThat(end.value("reason")).as(end.text()).isEqualTo(reason);
		assertThat(end.value("currentVersion")).isEqualTo("1.0.0");
		Matcher line = TAKEN_BACK.matcher(log.text());
		assertThat(line.find()).as(log.text()).isTrue();
		logger.info("{}", line.group());
		assertThat(line.group(3)).isEqualTo(reason);
		assertThat(Long.parseLong(line.group(2))).isLessThanOrEqualTo(TAKE_BACK_MICROS);
		watch.awaitAlone(app.pid());
		assertThat(watch.owner()).isEqualTo(app.pid());
		assertThat(watch.pointer("current")).isEqualTo("1.0.0");
		return end;
	}

	private static JsonNode limit(Answer snapshot, String name) {
		return snapshot.json()
			.path("probation")
			.path("limits")
			.valueStream()
			.filter((limit) -> name.equals(limit.path("name").asString()))
			.findFirst()
			.orElseThrow(() -> new AssertionError(name + " is not among the limits: " + snapshot.text()));
	}

	private static void report(LoadResult result, String what) {
		logger.info(Benchmarks.report(ProbationIT.class, "Probation: " + what, result.toString()));
	}

	private static void awaitMore(LoadClient load, long requests) {
		long enough = load.done() + requests;
		await().atMost(Duration.ofMinutes(2)).until(() -> load.done() >= enough);
	}

}
