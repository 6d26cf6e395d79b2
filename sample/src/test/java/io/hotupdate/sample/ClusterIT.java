package io.hotupdate.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.hotupdate.sample.ActuatorClient.Answer;
import io.hotupdate.sample.SampleRelease.Contents;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A group of real instances with a real Redis: one POST to any of them, and no request is
 * lost at any of them.
 */
class ClusterIT {

	private static final Logger logger = LoggerFactory.getLogger(ClusterIT.class);

	private static final boolean SOAK = Boolean.getBoolean("hotupdate.soak");

	private static final int INSTANCES = Benchmarks.count("instances", SOAK ? 6 : 3);

	private static final Duration LIMIT = Duration.ofMinutes(SOAK ? 15 : 5);

	private static final LoadClient.Plan LOAD = new LoadClient.Plan(20, 0, Duration.ZERO);

	/** Starts well, and is not ready any more 6 s after its first request. */
	private static final String TIRES = "1.3.0";

	@TempDir
	Path folder;

	private RedisProcess redis;

	private final List<AppProcess> group = new ArrayList<>();

	@BeforeEach
	void start() throws IOException {
		Path releases = Files.createDirectories(this.folder.resolve("releases"));
		ReleaseForge forge = new ReleaseForge(SampleRelease.FIRST.jar(), releases);
		forge.forge(TIRES, Contents.of(TIRES, Map.of("orderdesk.fault", "down", "orderdesk.fault-after", "6s",
				"management.endpoint.health.group.readiness.include", "readinessState,lateFault")));
		forge.forge("1.1.0");
		this.redis = RedisProcess.start(Files.createDirectories(this.folder.resolve("redis")));
		for (int i = 0; i < INSTANCES; i++) {
			this.group.add(instance(i, releases));
		}
		await().atMost(LIMIT)
			.until(() -> actuator(0).get("/hotupdate/cluster").json().path("members").size() == INSTANCES);
	}

	@AfterEach
	void stop() throws InterruptedException {
		this.group.forEach(AppProcess::close);
		this.redis.close();
	}

	@Test
	void groupIsUpdatedAndTakenBackAndNothingIsLost() throws Exception {
		List<LoadClient> clients = new ArrayList<>();
		for (AppProcess app : this.group) {
			clients.add(LoadClient.start(app.port(), LOAD));
		}
		try (GroupObserver observer = new GroupObserver(this.group, this.redis, "order-desk")) {
			assertThat(actuator(0).update("1.1.0").status()).as("without a scope").isEqualTo(400);
			rollOut("1.1.0");
			awaitEnd("SUCCEEDED");
			assertVersions("1.1.0");
			assertThat(observer.phases()).isEqualTo("STAGING CANARY ROLLING SUCCEEDED");
			assertThat(observer.mostUnready()).as("not READY at once").isLessThanOrEqualTo(2);
			assertThat(observer.mostOccupied()).as("at their turn or unavailable at once").isLessThanOrEqualTo(2);
			assertThat(observer.grantedInCanary()).isEqualTo(1);
			logger.info("Rolled {} instances: {} samples, at most {} occupied, {} not ready", INSTANCES,
					observer.samples(), observer.mostOccupied(), observer.mostUnready());
			rollOut(TIRES);
			awaitEnd("ROLLED_BACK");
			assertVersions("1.1.0");
			assertThat(observer.phases()).endsWith("STAGING CANARY ROLLING_BACK ROLLED_BACK");
			assertThat(rollout().value("reason")).contains("UNHEALTHY");
			assertThat(observer.mostUnready()).as("not READY at once").isLessThanOrEqualTo(2);
			assertThat(observer.mostOccupied()).as("at their turn or unavailable at once").isLessThanOrEqualTo(2);
			assertThat(observer.violations()).isEmpty();
		}
		int sent = 0;
		for (LoadClient client : clients) {
			LoadResult result = client.stop();
			sent += result.sent();
			assertThat(result.failures()).as(result.toString()).isEmpty();
		}
		logger.info(Benchmarks.report(ClusterIT.class, INSTANCES + " instances, a good release and a broken one",
				sent + " requests, 0 failed"));
	}

	private void rollOut(String version) {
		Answer begun = actuator(1).post("/hotupdate", Map.of("version", version, "scope", "cluster", "max-unavailable",
				"2", "canary", "1", "min-healthy-time", SOAK ? "15s" : "12s", "auto-rollback", "true"));
		assertThat(begun.status()).as(begun.text()).isEqualTo(202);
	}

	private void awaitEnd(String phase) {
		await().atMost(LIMIT)
			.pollInterval(Duration.ofMillis(200))
			.until(() -> List.of("SUCCEEDED", "ROLLED_BACK", "HALTED", "ABORTED").contains(rollout().value("phase")));
		assertThat(rollout().value("phase"))
			.as(() -> rollout().text() + this.group.stream().map(AppProcess::tail).collect(Collectors.joining("\n\n")))
			.isEqualTo(phase);
	}

	private Answer rollout() {
		return actuator(0).get("/hotupdate/cluster/rollout");
	}

	private void assertVersions(String version) {
		for (AppProcess app : this.group) {
			assertThat(ActuatorClient.of(app).snapshot().value("currentVersion")).isEqualTo(version);
		}
	}

	private ActuatorClient actuator(int index) {
		return ActuatorClient.of(this.group.get(index));
	}

	private AppProcess instance(int index, Path releases) throws IOException {
		return AppProcess.in(Files.createDirectories(this.folder.resolve("i" + index)))
			.ownTemporaryFolder()
			.property("hotupdate.releases.location", SampleRelease.location(releases))
			.property("hotupdate.cluster.enabled", true)
			.property("hotupdate.cluster.instance-id", "desk-" + index)
			.property("hotupdate.probation.duration", "1s")
			.property("hotupdate.warm-up.requests", 10)
			.property("spring.data.redis.host", "127.0.0.1")
			.property("spring.data.redis.port", this.redis.port())
			.start(SampleRelease.FIRST.jar());
	}

}
