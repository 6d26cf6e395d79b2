package io.hotupdate.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import io.hotupdate.sample.ActuatorClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An instance of a group whose Redis is not there, at first, and then goes again.
 */
class NoRedisIT {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	@TempDir
	Path folder;

	@Test
	void starterBringsTheClientAndNoMore() throws IOException {
		try (ZipFile jar = new ZipFile(SampleRelease.FIRST.jar().toFile())) {
			List<String> libraries = jar.stream()
				.map(ZipEntry::getName)
				.filter((name) -> name.endsWith(".jar"))
				.toList();
			assertThat(libraries).anyMatch((name) -> name.contains("lettuce-core"))
				.noneMatch((name) -> name.contains("data-redis") || name.contains("spring-data"));
		}
	}

	@Test
	void instanceServesAndUpdatesItselfAlone() throws Exception {
		Path files = Files.createDirectories(this.folder.resolve("redis"));
		try (RedisProcess redis = RedisProcess.start(files)) {
			redis.kill();
			try (AppProcess app = AppProcess.in(Files.createDirectories(this.folder.resolve("app")))
				.ownTemporaryFolder()
				.property("hotupdate.cluster.enabled", true)
				.property("hotupdate.probation.duration", "1s")
				.property("hotupdate.warm-up.requests", 10)
				.property("management.endpoint.health.show-details", "always")
				.property("spring.data.redis.host", "127.0.0.1")
				.property("spring.data.redis.port", redis.port())
				.start(SampleRelease.FIRST.jar()); LoadClient load = LoadClient.start(app.port())) {
				ActuatorClient actuator = ActuatorClient.of(app);
				assertAway(actuator);
				assertThat(actuator.post("/hotupdate", Map.of("version", "1.1.0", "scope", "cluster")).status())
					.isEqualTo(429);
				Answer alone = actuator.post("/hotupdate?wait=120s&until=confirmed",
						Map.of("version", "1.1.0", "scope", "instance"));
				assertThat(alone.value("outcome")).as(alone.text()).isEqualTo("SUCCEEDED");
				redis.restart();
				await().atMost(LIMIT).until(() -> state(actuator).equals("CONNECTED"));
				assertThat(actuator.get("/hotupdate/cluster").json().path("members").size()).isEqualTo(1);
				redis.kill();
				await().atMost(LIMIT).until(() -> state(actuator).equals("DISCONNECTED"));
				assertAway(actuator);
				LoadResult result = load.stop();
				assertThat(result.failures()).as(result.toString()).isEmpty();
			}
		}
	}

	private static void assertAway(ActuatorClient actuator) {
		assertThat(state(actuator)).isEqualTo("DISCONNECTED");
		assertThat(actuator.get("/health/readiness").status()).isEqualTo(200);
		Answer health = actuator.get("/health");
		assertThat(health.status()).as(health.text()).isEqualTo(200);
		assertThat(health.value("components.redis")).isEmpty();
	}

	private static String state(ActuatorClient actuator) {
		return actuator.get("/health").value("components.hotUpdate.details.cluster.state");
	}

}
