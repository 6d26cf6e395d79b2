package io.hotupdate.sample;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.hotupdate.sample.ActuatorClient.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/**
 * What a real Prometheus makes of an instance that it scrapes each second while it
 * updates itself: rates and totals are those of the client, and alerts reach people.
 */
@Alone
class ObservedIT {

	private static final Logger logger = LoggerFactory.getLogger(ObservedIT.class);

	private static final Duration LIMIT = Duration.ofMinutes(2);

	private static final boolean SOAK = Boolean.getBoolean("hotupdate.soak");

	/** Over how many seconds rates are taken. */
	private static final int WINDOW = SOAK ? 60 : 30;

	/**
	 * Prometheus extrapolates at the edges of a window: by more, the shorter it is, and
	 * the later a scrape comes on a busy machine.
	 */
	private static final double TOLERANCE = SOAK ? 0.03 : 0.1;

	private static final LoadClient.Plan LOAD = new LoadClient.Plan(200, 0, Duration.ZERO);

	private static final String REQUESTS = "http_server_requests_seconds_count{uri=~\"/|/orders\"}";

	@TempDir
	Path folder;

	@BeforeEach
	void needPrometheus() {
		assumeThat(PrometheusProcess.isInstalled() && AlertmanagerProcess.isInstalled())
			.as("prometheus and prometheus-alertmanager are installed")
			.isTrue();
	}

	@Test
	void ratesAndTotalsAreThoseOfTheClient() throws Exception {
		AppLauncher launcher = AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.property("hotupdate.probation.duration", "3s");
		try (AppProcess app = launcher.start(SampleRelease.FIRST.jar());
				PrometheusProcess prometheus = PrometheusProcess.start(directory("prometheus"), scraping(app))) {
			PrometheusSamples samples = new PrometheusSamples(prometheus.port());
			await().atMost(LIMIT).until(() -> samples.rise(REQUESTS, "1m").series() > 0);
			double before = samples.rise(REQUESTS, "10m").first();
			LoadResult result;
			long began = System.currentTimeMillis();
			try (LoadClient load = LoadClient.start(app.port(), LOAD)) {
				updates(app, load);
				result = load.stop();
			}
			long ended = System.currentTimeMillis();
			assertThat(result.failures()).as(() -> result + "\n" + app.tail()).isEmpty();
			assertRates(prometheus, result, began, ended);
			await().atMost(LIMIT)
				.untilAsserted(() -> assertThat(samples.rise(REQUESTS, "30m").total() - before)
					.as("requests that Prometheus has counted")
					.isEqualTo(result.sent()));
			logger.info("{} requests, as Prometheus has counted", result.sent());
		}
	}

	/** Three updates, one of them taken back, and a rollback to the release before. */
	private static void updates(AppProcess app, LoadClient load) {
		InstanceWatch watch = new InstanceWatch(app);
		awaitSteady(load);
		watch.update(SampleRelease.SECOND);
		end(app, watch, load, "SUCCEEDED");
		watch.update(SampleRelease.THIRD);
		watch.awaitPhase("PROBATION");
		assertThat(watch.actuator().verb("rollback?wait=60s").value("outcome")).isEqualTo("TAKEN_BACK");
		end(app, watch, load, "TAKEN_BACK");
		watch.update(SampleRelease.THIRD);
		end(app, watch, load, "SUCCEEDED");
		assertThat(watch.actuator().verb("rollback").status()).isEqualTo(202);
		end(app, watch, load, "SUCCEEDED");
	}

	private static void end(AppProcess app, InstanceWatch watch, LoadClient load, String outcome) {
		watch.awaitOutcome(outcome);
		await().atMost(LIMIT).until(() -> app.generations().size() == 1);
		watch.until("one generation", (snapshot) -> snapshot.json().path("generations").size() == 1);
		awaitSteady(load);
	}

	/** Some seconds without an update; many of them in the long form. */
	private static void awaitSteady(LoadClient load) {
		long enough = load.done() + (long) LOAD.rate() * (SOAK ? 50 : 3);
		await().atMost(LIMIT).until(() -> load.done() >= enough);
	}

	private static void assertRates(PrometheusProcess prometheus, LoadResult result, long began, long ended)
			throws Exception {
		// the first order makes a series of which Prometheus does not see the beginning
		long from = began / 1000 + WINDOW + 3;
		List<Curve> curves = new PrometheusQueries(prometheus.port(), from, ended / 1000 - 1)
			.run("sum(rate(" + REQUESTS + "[" + WINDOW + "s]))", "");
		assertThat(curves).hasSize(1);
		Curve measured = curves.get(0);
		long[] ends = result.exchanges().stream().mapToLong(Exchange::ended).sorted().toArray();
		List<Double> deviations = new ArrayList<>();
		for (int i = 0; i < measured.times().length; i++) {
			double at = measured.times()[i] * 1e9 - began * 1e6 + result.origin();
			double truth = (until(ends, at) - until(ends, at - WINDOW * 1e9)) / (double) WINDOW;
			deviations.add(Math.abs(measured.values()[i] / truth - 1));
		}
		logger.info(String.format(Locale.ROOT,
				"rate[%ds] at %d steps: worst deviation %.2f %%, mean %.2f %%, highest rate %.1f/s", WINDOW,
				deviations.size(), 100 * deviations.stream().mapToDouble(Double::doubleValue).max().orElseThrow(),
				100 * deviations.stream().mapToDouble(Double::doubleValue).average().orElseThrow(), measured.peak()));
		assertThat(deviations).hasSizeGreaterThan(20)
			.allSatisfy((deviation) -> assertThat(deviation).isLessThan(TOLERANCE));
	}

	private static int until(long[] times, double time) {
		int found = Arrays.binarySearch(times, (long) time);
		return (found >= 0) ? found : -found - 1;
	}

	@Test
	void alertsReachPeopleAndMaintenanceSilencesTheRest() throws Exception {
		AppLauncher launcher = AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.property("hotupdate.supervisor.enabled", true)
			.property("hotupdate.restart.max-restarts", 1);
		try (Webhook webhook = new Webhook();
				AlertmanagerProcess alertmanager = AlertmanagerProcess.start(directory("alertmanager"),
						telling(webhook));
				AppProcess app = launcher.start(SampleRelease.FIRST.jar());
				PrometheusProcess prometheus = PrometheusProcess.start(directory("prometheus"),
						scraping(app) + alerting(alertmanager))) {
			String instance = "127.0.0.1:" + app.port();
			PrometheusSamples samples = new PrometheusSamples(prometheus.port());
			await().atMost(LIMIT).until(() -> samples.rise("hotupdate_updates_total", "1m").series() > 0);
			mistype(app);
			await().atMost(LIMIT).until(() -> webhook.wasTold("firing", "HotUpdateFailed", instance));
			crash(app);
			crash(app);
			await().atMost(LIMIT).until(() -> webhook.wasTold("firing", "HotUpdateMaintenance", instance));
			await().atMost(LIMIT).until(() -> alertmanager.inhibits("HotUpdateFailed", instance));
			assertThat(ActuatorClient.of(app).verb("resume").status()).isEqualTo(202);
			await().atMost(LIMIT).until(() -> webhook.wasTold("resolved", "HotUpdateMaintenance", instance));
			logger.info("Alertmanager has told: {}", webhook.told());
		}
	}

	private static void mistype(AppProcess app) {
		ActuatorClient actuator = ActuatorClient.of(app);
		Answer answer = actuator.post("/hotupdate?wait=60s", Map.of("version", "1.1.0", "sha256", "0".repeat(64)));
		assertThat(answer.value("error.reason")).as(answer.text()).isEqualTo("DIGEST_MISMATCH");
	}

	/** Kill the generation that lives. */
	private static void crash(AppProcess app) {
		await().atMost(LIMIT).until(() -> app.generations().size() == 2 && app.answers());
		app.kill9(generation(app));
	}

	private static long generation(AppProcess app) {
		return app.generations().stream().filter((pid) -> pid != app.pid()).findFirst().orElseThrow();
	}

	private Path directory(String name) throws Exception {
		return Files.createDirectories(this.folder.resolve(name));
	}

	private static String scraping(AppProcess app) {
		return """
				global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
				scrape_configs:
				  - job_name: hotupdate
				    metrics_path: /actuator/prometheus
				    static_configs:
				      - {targets: ["127.0.0.1:%d"], labels: {application: order-desk}}
				""".formatted(app.port());
	}

	/** The rules as they are. */
	private static String alerting(AlertmanagerProcess alertmanager) {
		return """
				rule_files: ["%s"]
				alerting: {alertmanagers: [{static_configs: [{targets: ["127.0.0.1:%d"]}]}]}
				""".formatted(Path.of("observability", "rules", "hotupdate.rules.yml").toAbsolutePath(),
				alertmanager.port());
	}

	/** The configuration of the sample; it only waits less before it tells. */
	private static String telling(Webhook webhook) throws Exception {
		return Files.readString(Path.of("observability", "alertmanager.yml"))
			.replace("http://127.0.0.1:9095/", webhook.url())
			.replace("group_wait: 5s", "group_wait: 1s")
			.replace("group_interval: 1m", "group_interval: 2s");
	}

}
