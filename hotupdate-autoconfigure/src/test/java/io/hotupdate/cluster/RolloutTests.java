package io.hotupdate.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.embedded.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The decisions about a rollout: the real scripts in a real Redis, simulated instances.
 */
class RolloutTests {

	private static RedisServer server;

	private static RedisClient client;

	private static RedisCommands<String, String> redis;

	private Simulation simulation;

	@BeforeAll
	static void connect() throws IOException {
		int port;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = socket.getLocalPort();
		}
		server = RedisServer.newRedisServer().port(port).bind("127.0.0.1").setting("save \"\"").build();
		server.start();
		client = RedisClient.create(RedisURI.create("127.0.0.1", port));
		redis = client.connect().sync();
	}

	@AfterAll
	static void disconnect() throws IOException {
		client.shutdown();
		server.stop();
	}

	@BeforeEach
	void begin() {
		redis.flushall();
		this.simulation = new Simulation(new Group<>(redis, GroupKeys.of("desk")), BeatSettings.DEFAULTS, 4711);
	}

	@Test
	void allGetTheReleaseTheCanaryFirst() {
		instances(8);
		assertThat(this.simulation.start("r1", "1.1.0", Map.of())).contains("OK");
		assertThat(this.simulation.runUntil("CANARY", Duration.ofMinutes(2))).isTrue();
		assertThat(this.simulation.runUntil("SUCCEEDED", Duration.ofMinutes(20))).isTrue();
		assertThat(versions()).containsOnly("1.1.0");
		assertThat(this.simulation.mostAtOnce).isEqualTo(2);
		assertThat(this.simulation.rollout()).containsEntry("done", "8").containsEntry("missed", "0");
		assertThat(this.simulation.violations).isEmpty();
	}

	@Test
	void nothingIsGrantedBeforeAllHaveStaged() {
		instances(5);
		this.simulation.start("r1", "1.1.0", Map.of());
		while ("STAGING".equals(this.simulation.rollout().get("phase"))) {
			assertThat(redis.hlen("{desk}:granted")).isZero();
			this.simulation.run(Duration.ofSeconds(1));
		}
		assertThat(redis.scard("{desk}:unstaged")).isZero();
	}

	@Test
	void brokenReleaseHaltsAtTheCanary() {
		instances(6);
		this.simulation.failing.put("1.1.0", 1.0);
		this.simulation.start("r1", "1.1.0", Map.of());
		assertThat(this.simulation.runUntil("HALTED", Duration.ofMinutes(5))).isTrue();
		long grants = this.simulation.grants;
		this.simulation.run(Duration.ofMinutes(30));
		assertThat(this.simulation.grants).as("no grant after HALTED").isEqualTo(grants).isEqualTo(1);
		assertThat(versions()).containsOnly("1.0.0");
		assertThat(this.simulation.rollout().get("reason")).contains("TAKEN_BACK");
	}

	@Test
	void whatWasChangedGoesBackAndNotInALoop() {
		instances(6);
		this.simulation.start("r1", "1.1.0", Map.of("autoRollback", "true", "promotion", "manual"));
		assertThat(this.simulation.runUntil("AWAITING_PROMOTION", Duration.ofMinutes(5))).isTrue();
		this.simulation.failing.put("1.1.0", 1.0);
		assertThat(this.simulation.verb("promote")).contains("OK");
		assertThat(this.simulation.runUntil("ROLLED_BACK", Duration.ofMinutes(10))).isTrue();
		assertThat(versions()).containsOnly("1.0.0");
		long grants = this.simulation.grants;
		this.simulation.run(Duration.ofMinutes(30));
		assertThat(this.simulation.grants).isEqualTo(grants);
	}

	@Test
	void wayBackThatFailsHalts() {
		instances(6);
		this.simulation.start("r1", "1.1.0", Map.of("autoRollback", "true", "promotion", "manual"));
		assertThat(this.simulation.runUntil("AWAITING_PROMOTION", Duration.ofMinutes(5))).isTrue();
		this.simulation.failing.put("1.0.0", 1.0);
		this.simulation.verb("rollback");
		assertThat(this.simulation.runUntil("HALTED", Duration.ofMinutes(10))).isTrue();
		this.simulation.run(Duration.ofMinutes(30));
		assertThat(this.simulation.rollout().get("phase")).isEqualTo("HALTED");
	}

	@Test
	void pausedRolloutGrantsNothingAndGoesOn() {
		instances(8);
		this.simulation.start("r1", "1.1.0", Map.of());
		assertThat(this.simulation.runUntil("ROLLING", Duration.ofMinutes(5))).isTrue();
		assertThat(this.simulation.verb("pause")).contains("OK");
		long grants = this.simulation.grants;
		this.simulation.run(Duration.ofHours(1).plusMinutes(30));
		assertThat(this.simulation.grants).isLessThanOrEqualTo(grants + 2);
		assertThat(this.simulation.rollout().get("phase")).isEqualTo("PAUSED");
		assertThat(this.simulation.verb("resume")).contains("OK");
		assertThat(this.simulation.runUntil("SUCCEEDED", Duration.ofMinutes(10))).isTrue();
	}

	@Test
	void slotOfADeadHolderIsNeverGivenBackByTime() {
		instances(6);
		this.simulation.start("r1", "1.1.0", Map.of("maxUnavailable", "1", "progressDeadline",
				String.valueOf(Duration.ofDays(2).toSeconds() * 1000000)));
		assertThat(this.simulation.runUntil("ROLLING", Duration.ofMinutes(5))).isTrue();
		Simulation.Instance holder = this.simulation.instances.values()
			.stream()
			.filter((one) -> one.working)
			.findFirst()
			.orElseThrow();
		holder.die();
		long grants = this.simulation.grants;
		this.simulation.run(Duration.ofHours(3));
		assertThat(this.simulation.grants).isEqualTo(grants);
		assertThat(redis.hget("{desk}:away", holder.id)).isEqualTo("LOST");
		holder.live();
		assertThat(this.simulation.runUntil("SUCCEEDED", Duration.ofMinutes(30))).isTrue();
		assertThat(versions()).containsOnly("1.1.0");
	}

	@Test
	void forgottenInstanceFreesItsSlot() {
		instances(6);
		this.simulation.start("r1", "1.1.0", Map.of("maxUnavailable", "1"));
		assertThat(this.simulation.runUntil("ROLLING", Duration.ofMinutes(5))).isTrue();
		Simulation.Instance holder = this.simulation.instances.values()
			.stream()
			.filter((one) -> one.working)
			.findFirst()
			.orElseThrow();
		assertThat(this.simulation.verb("forget")).contains("ALIVE");
		holder.die();
		this.simulation.run(Duration.ofMinutes(5));
		assertThat(this.simulation.forget(holder.id)).contains("OK");
		assertThat(this.simulation.runUntil("SUCCEEDED", Duration.ofMinutes(30))).isTrue();
	}

	@Test
	void newInstanceGetsTheRightVersion() {
		instances(5);
		this.simulation.start("r1", "1.1.0", Map.of());
		assertThat(this.simulation.runUntil("ROLLING", Duration.ofMinutes(5))).isTrue();
		this.simulation.add("late", "1.0.0");
		assertThat(this.simulation.runUntil("SUCCEEDED", Duration.ofMinutes(30))).isTrue();
		this.simulation.add("later", "1.0.0");
		this.simulation.run(Duration.ofMinutes(5));
		assertThat(versions()).containsOnly("1.1.0");
	}

	@Test
	void sameRequestIsAnsweredOnce() {
		instances(3);
		String first = this.simulation.start("r1", "1.1.0", Map.of());
		this.simulation.run(Duration.ofMinutes(10));
		assertThat(this.simulation.start("r1", "1.1.0", Map.of())).isEqualTo(first);
		assertThat(this.simulation.rollout()).containsEntry("phase", "SUCCEEDED");
		assertThat(this.simulation.start("r2", "1.2.0", Map.of())).contains("OK");
		assertThat(this.simulation.start("r3", "1.3.0", Map.of())).contains("WRONG_STATE");
	}

	@Test
	void manyLostAtOnceFreezeTheGroup() {
		instances(20);
		this.simulation.start("r1", "1.1.0", Map.of());
		assertThat(this.simulation.runUntil("ROLLING", Duration.ofMinutes(5))).isTrue();
		List<Simulation.Instance> some = this.simulation.instances.values()
			.stream()
			.filter((one) -> !one.working)
			.limit(4)
			.toList();
		some.forEach(Simulation.Instance::die);
		this.simulation.run(Duration.ofMinutes(2));
		assertThat(redis.hget("{desk}:group", "frozen")).contains("4 of 20");
		long grants = this.simulation.grants;
		this.simulation.run(Duration.ofMinutes(30));
		assertThat(this.simulation.grants).isEqualTo(grants);
		some.forEach(Simulation.Instance::live);
		assertThat(this.simulation.runUntil("SUCCEEDED", Duration.ofMinutes(30))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5 })
	void whateverHappensTheInvariantsHold(long seed) {
		Random random = new Random(seed);
		instances(12);
		int allowed = 3;
		this.simulation.failing.put("1.1.0", 0.05);
		this.simulation.start("r1", "1.1.0",
				Map.of("maxUnavailable", String.valueOf(allowed), "maxFailures", "2", "autoRollback", "true"));
		long fence = 0;
		for (int step = 0; step < 600; step++) {
			this.simulation.run(Duration.ofSeconds(2));
			Simulation.Instance one = List.copyOf(this.simulation.instances.values()).get(random.nextInt(12));
			if (random.nextInt(20) == 0 && !one.dead) {
				one.die();
			}
			else if (random.nextInt(4) == 0 && one.dead) {
				one.live();
			}
			else if (random.nextInt(30) == 0) {
				one.ready = !one.ready;
			}
			else if (random.nextInt(60) == 0) {
				this.simulation.verb(List.of("pause", "resume", "retry").get(random.nextInt(3)));
			}
			long planned = redis.hkeys("{desk}:granted")
				.stream()
				.filter((id) -> !redis.sismember("{desk}:unavailable", id))
				.count();
			assertThat(planned).as("planned, step %d of seed %d", step, seed).isLessThanOrEqualTo(allowed);
			long now = Long.parseLong(String.valueOf(redis.hget("{desk}:group", "fence")).replace("null", "0"));
			assertThat(now).isGreaterThanOrEqualTo(fence);
			fence = now;
		}
		assertThat(this.simulation.violations).isEmpty();
		assertThat(this.simulation.grants).isPositive();
	}

	private void instances(int count) {
		for (int i = 0; i < count; i++) {
			this.simulation.add("i" + i, "1.0.0");
		}
		this.simulation.run(Duration.ofSeconds(10));
	}

	private List<String> versions() {
		return this.simulation.instances.values().stream().map((one) -> one.version).toList();
	}

}
