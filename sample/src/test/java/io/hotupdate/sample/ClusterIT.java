package io.hotupdate.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.hotupdate.sample.ActuatorClient.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A group of real instances with a real Redis: one POST to any of them, and no request is
 * lost at any of them.
 */
class ClusterIT {

	private static final int INSTANCES = Benchmarks.count("instances", Boolean.getBoolean("hotupdate.soak") ? 6 : 2);

	private static final Duration LIMIT = Duration.ofMinutes(5);

	private static final LoadClient.Plan LOAD = new LoadClient.Plan(50, 0, Duration.ZERO);

	@TempDir
	Path folder;

	private RedisProcess redis;

	private final List<AppProcess> group = new ArrayList<>();

	@BeforeEach
	void start() throws IOException {
		this.redis = RedisProcess.start(Files.createDirectories(this.folder.resolve("redis")));
		for (int i = 0; i < INSTANCES; i++) {
			this.group.add(instance(i));
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
	void releaseRollsThroughTheGroupAndNothingIsLost() throws Exception {
		List<LoadClient> clients = new ArrayList<>();
		for (AppProcess app : this.group) {
			clients.add(LoadClient.start(app.port(), LOAD));
		}
		assertThat(actuator(0).update("1.1.0").status()).as("without a scope").isEqualTo(400);
		Answer begun = actuator(1).post("/hotupdate", Map.of("version", "1.1.0", "scope", "cluster"));
		assertThat(begun.status()).as(begun.text()).isEqualTo(202);
		awaitPhase("SUCCEEDED");
		for (AppProcess app : this.group) {
			assertThat(ActuatorClient.of(app).snapshot().value("currentVersion")).isEqualTo("1.1.0");
		}
		for (LoadClient client : clients) {
			LoadResult result = client.stop();
			assertThat(result.failures()).as(result.toString()).isEmpty();
		}
	}

	private void awaitPhase(String phase) {
		await().atMost(LIMIT)
			.untilAsserted(() -> assertThat(actuator(0).get("/hotupdate/cluster/rollout").text())
				.contains("\"phase\":\"" + phase + "\""));
	}

	private ActuatorClient actuator(int index) {
		return ActuatorClient.of(this.group.get(index));
	}

	private AppProcess instance(int index) throws IOException {
		return AppProcess.in(Files.createDirectories(this.folder.resolve("i" + index)))
			.ownTemporaryFolder()
			.property("hotupdate.cluster.enabled", true)
			.property("hotupdate.cluster.instance-id", "desk-" + index)
			.property("hotupdate.probation.duration", "1s")
			.property("hotupdate.warm-up.requests", 10)
			.property("spring.data.redis.host", "127.0.0.1")
			.property("spring.data.redis.port", this.redis.port())
			.start(SampleRelease.FIRST.jar());
	}

}
