package io.hotupdate.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.LongStream;

import io.hotupdate.sample.ActuatorClient.Answer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a rollout takes beyond the updates of its instances, one at a time: from each
 * grant to the next one, less the update itself.
 */
class ClusterOverheadBenchmark {

	private static final Logger logger = LoggerFactory.getLogger(ClusterOverheadBenchmark.class);

	private static final Duration LIMIT = Duration.ofMinutes(10);

	@TempDir
	Path folder;

	@ParameterizedTest
	@ValueSource(ints = { 2, 4, 8 })
	void groupAddsLittleToTheUpdatesOfItsInstances(int instances) throws Exception {
		List<AppProcess> group = new ArrayList<>();
		try (RedisProcess redis = RedisProcess.start(Files.createDirectories(this.folder.resolve("redis")))) {
			for (int i = 0; i < instances; i++) {
				group.add(instance(i, redis));
			}
			ActuatorClient any = ActuatorClient.of(group.get(0));
			await().atMost(LIMIT).until(() -> any.get("/hotupdate/cluster").json().path("members").size() == instances);
			Answer begun = any.post("/hotupdate", Map.of("version", "1.1.0", "scope", "cluster"));
			assertThat(begun.status()).as(begun.text()).isEqualTo(202);
			await().atMost(LIMIT)
				.until(() -> List.of("SUCCEEDED", "HALTED")
					.contains(any.get("/hotupdate/cluster/rollout").value("phase")));
			Answer rollout = any.get("/hotupdate/cluster/rollout");
			assertThat(rollout.value("phase")).as(rollout.text()).isEqualTo("SUCCEEDED");
			long[] overheads = overheads(rollout, group);
			double mean = LongStream.of(overheads).average().orElseThrow();
			logger.info(Benchmarks.report(ClusterOverheadBenchmark.class, instances + " instances, one at a time",
					Benchmarks.line("from grant to grant, less the update: mean %.0f ms, largest %d ms", mean,
							LongStream.of(overheads).max().orElseThrow())));
			assertThat(mean).isLessThanOrEqualTo(300);
		}
		finally {
			group.forEach(AppProcess::close);
		}
	}

	/** One at a time: the next grant follows the end of a turn. */
	private static long[] overheads(Answer rollout, List<AppProcess> group) throws IOException {
		TreeMap<Instant, Long> updates = new TreeMap<>();
		for (int i = 0; i < group.size(); i++) {
			updates.put(Instant.parse(rollout.value("turns.desk-" + i + ".at")), ownUpdate(group.get(i)));
		}
		Instant end = Instant.parse(rollout.value("endedAt"));
		return updates.entrySet()
			.stream()
			.mapToLong((turn) -> Duration
				.between(turn.getKey(), Objects.requireNonNullElse(updates.higherKey(turn.getKey()), end))
				.toMillis() - turn.getValue())
			.toArray();
	}

	/** From the call that a POST would make to the end of the update. */
	private static long ownUpdate(AppProcess app) throws IOException {
		String begun = Files.readAllLines(app.log())
			.stream()
			.filter((line) -> line.contains("This instance has its turn"))
			.findFirst()
			.orElseThrow();
		return Duration
			.between(Instant.parse(begun.split(" ", 2)[0]),
					Instant.parse(ActuatorClient.of(app).snapshot().value("finishedAt")))
			.toMillis();
	}

	private AppProcess instance(int index, RedisProcess redis) throws IOException {
		return AppProcess.in(Files.createDirectories(this.folder.resolve("i" + index)))
			.ownTemporaryFolder()
			.property("hotupdate.cluster.enabled", true)
			.property("hotupdate.cluster.instance-id", "desk-" + index)
			.property("hotupdate.probation.duration", "1s")
			.property("hotupdate.warm-up.requests", 10)
			.property("spring.data.redis.host", "127.0.0.1")
			.property("spring.data.redis.port", redis.port())
			.start(SampleRelease.FIRST.jar());
	}

}
