package io.hotupdate.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import io.hotupdate.cluster.GroupCounts.Members;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A group in figures, counted by a real Redis. */
class GroupMetricsTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final Duration NOW = Duration.ZERO;

	@TempDir
	Path folder;

	private RedisProcess redis;

	@BeforeEach
	void begin() throws IOException {
		this.redis = RedisProcess.start(this.folder.resolve("redis"));
	}

	@AfterEach
	void end() throws Exception {
		this.redis.close();
	}

	@Test
	void membersAndTurnsAreCounted() {
		RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", this.redis.port()));
		try {
			RedisCommands<String, String> commands = client.connect().sync();
			Group<?> group = new Group<>(commands, GroupKeys.of("desk"));
			Simulation simulation = new Simulation(group, BeatSettings.DEFAULTS, 4711);
			for (int i = 0; i < 4; i++) {
				simulation.add("i" + i, "1.0.0");
			}
			simulation.run(Duration.ofMinutes(1));
			GroupCounts idle = group.count(simulation.time(), NOW);
			assertThat(idle.members()).containsExactly(new Members("ready", "1.0.0", 4));
			assertThat(idle.phase()).isEmpty();
			assertThat(idle.progress()).isZero();
			simulation.start("r1", "1.1.0", Map.of());
			assertThat(simulation.runUntil("SUCCEEDED", Duration.ofMinutes(20))).isTrue();
			GroupCounts done = group.count(simulation.time(), NOW);
			assertThat(done.members()).containsExactly(new Members("ready", "1.1.0", 4));
			assertThat(done.turns()).containsExactly(Map.entry("done", 4L));
			assertThat(done.phase()).isEqualTo("SUCCEEDED");
			assertThat(done.progress()).isEqualTo(1);
			simulation.start("r2", "1.2.0", Map.of());
			assertThat(simulation.runUntil("ROLLING", Duration.ofMinutes(20))).isTrue();
			GroupCounts half = group.count(simulation.time(), NOW);
			assertThat(half.progress()).isBetween(0.1, 0.9);
			assertThat(half.turns().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(4);
			assertThat(half.members().stream().mapToLong(Members::count).sum()).isEqualTo(4);
		}
		finally {
			client.shutdown();
		}
	}

	@Test
	void redisCountsOnceForAllWhoAsk() {
		RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", this.redis.port()));
		try {
			RedisCommands<String, String> commands = client.connect().sync();
			Group<?> group = new Group<>(commands, GroupKeys.of("desk"));
			Simulation simulation = new Simulation(group, BeatSettings.DEFAULTS, 4711);
			simulation.add("i0", "1.0.0");
			simulation.run(Duration.ofSeconds(30));
			group.count(simulation.time(), Duration.ofHours(1));
			simulation.add("i1", "1.0.0");
			simulation.run(Duration.ofSeconds(30));
			assertThat(group.count(simulation.time(), Duration.ofHours(1)).members())
				.containsExactly(new Members("ready", "1.0.0", 1));
			assertThat(group.count(simulation.time(), Duration.ofSeconds(20)).members())
				.containsExactly(new Members("ready", "1.0.0", 2));
		}
		finally {
			client.shutdown();
		}
	}

	@Test
	void aScrapeShowsTheGroupAndThatItsRedisIsAway() throws Exception {
		MeterRegistry registry = new SimpleMeterRegistry();
		try (LiveGroup group = new LiveGroup(this.folder, this.redis.port(), 2);
				GroupMetrics metrics = new GroupMetrics(group.get("i0").member())) {
			metrics.bindTo(registry);
			await().atMost(LIMIT).until(() -> value(registry, "hotupdate.cluster.redis.up") == 1);
			await().atMost(LIMIT).until(() -> value(registry, "hotupdate.cluster.members", "state", "ready") == 2);
			assertThat(value(registry, "hotupdate.rollout.state", "state", "none")).isEqualTo(1);
			this.redis.kill();
			await().atMost(LIMIT).until(() -> value(registry, "hotupdate.cluster.redis.up") == 0);
			await().atMost(LIMIT).until(() -> registry.find("hotupdate.cluster.members").gauge() == null);
			this.redis.restart();
			await().atMost(LIMIT).until(() -> value(registry, "hotupdate.cluster.redis.up") == 1);
			await().atMost(LIMIT).until(() -> value(registry, "hotupdate.cluster.members", "state", "ready") == 2);
		}
	}

	private static double value(MeterRegistry registry, String name, String... tags) {
		Gauge gauge = registry.find(name).tags(tags).gauge();
		return (gauge != null) ? gauge.value() : Double.NaN;
	}

}
