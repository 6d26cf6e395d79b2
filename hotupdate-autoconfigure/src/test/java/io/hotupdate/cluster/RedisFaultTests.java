package io.hotupdate.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a group does when its Redis fails in the middle of a rollout: the rows of
 * docs/cluster-failures.md about Redis.
 */
class RedisFaultTests {

	private static final int INSTANCES = 8;

	private static final int BUDGET = 2;

	/** Longer than it takes until a member that is not heard of counts as offline. */
	private static final Duration OFFLINE = LiveGroup.BEAT.multipliedBy(6);

	/** Longer than it takes until it counts as lost. */
	private static final Duration LOST = LiveGroup.BEAT.multipliedBy(13);

	@TempDir
	Path folder;

	private RedisProcess redis;

	private final List<RedisProcess> replicas = new ArrayList<>();

	private LiveGroup group;

	@AfterEach
	void end() throws Exception {
		this.group.close();
		this.redis.close();
		for (RedisProcess replica : this.replicas) {
			replica.close();
		}
	}

	@BeforeEach
	void begin() throws IOException {
		this.redis = RedisProcess.start(this.folder.resolve("redis"), "--appendonly", "yes", "--appendfsync", "always");
		this.group = new LiveGroup(this.folder, this.redis.port(), INSTANCES);
	}

	/** A rollout in its midst: the canary and one more are done, some are at it. */
	private void midst() {
		this.group.rollout("r1", "1.1.0", BUDGET, Map.of());
		this.group.awaitUpdates(3);
	}

	private void succeeds() {
		this.group.awaitPhase("SUCCEEDED");
		assertThat(this.group.versions()).hasSize(INSTANCES).containsOnly("1.1.0");
		assertThat(this.group.invariants.phases()).doesNotContain("HALTED", "ROLLING_BACK");
		eachOnce();
		this.group.holds();
	}

	/** No turn was repeated. */
	private void eachOnce() {
		assertThat(this.group.invariants.updates()).hasSize(INSTANCES).doesNotHaveDuplicates();
	}

	@Test
	void nothingFails() {
		this.group.rollout("r1", "1.1.0", BUDGET, Map.of());
		succeeds();
	}

	@Test
	void redisIsRestartedWithItsData() throws Exception {
		midst();
		this.redis.kill();
		this.group.pass(LOST);
		this.redis.restart();
		this.group.converges("restart with data");
		succeeds();
	}

	@Test
	void redisIsRestartedAtOnceWithItsData() throws Exception {
		midst();
		this.redis.kill();
		this.redis.restart();
		this.group.converges("restart with data, at once");
		succeeds();
	}

	@Test
	void redisIsRestartedWithoutItsData() throws Exception {
		midst();
		this.redis.kill();
		this.group.invariants.forget();
		this.group.pass(OFFLINE);
		this.redis.restartEmpty();
		this.group.converges("restart without data");
		forgetsTheRollout();
	}

	@Test
	void redisIsRestartedAtOnceWithoutItsData() throws Exception {
		midst();
		this.redis.kill();
		this.group.invariants.forget();
		this.redis.restartEmpty();
		this.group.converges("restart without data, at once");
		forgetsTheRollout();
	}

	/** Nobody begins anything new; the rollout is asked for again and ends. */
	private void forgetsTheRollout() {
		this.group.awaitThat("quiet", () -> this.group.invariants.atWork().isEmpty());
		List<String> begun = List.copyOf(this.group.invariants.updates());
		this.group.pass(OFFLINE);
		assertThat(this.group.invariants.updates()).as("begun after the rollout was forgotten").isEqualTo(begun);
		assertThat(this.group.now().phase()).isEmpty();
		assertThat(this.group.versions()).contains("1.0.0", "1.1.0");
		this.group.rollout("r2", "1.1.0", BUDGET, Map.of());
		succeeds();
	}

	@Test
	void replicaThatLagsBehindBecomesTheMaster() throws Exception {
		failOver();
		this.group.converges("failover to a replica that lagged behind");
		succeeds();
	}

	@Test
	void afterAFailoverAllCanStillGoBack() throws Exception {
		failOver();
		succeeds();
		this.group.verb("rollback", "");
		this.group.awaitPhase("ROLLED_BACK");
		assertThat(this.group.versions()).containsOnly("1.0.0");
		this.group.holds();
	}

	/**
	 * Redis fails over to a replica that has seen the rollout begin but not its midst.
	 */
	private void failOver() throws Exception {
		try (TcpProxy link = new TcpProxy(this.redis.port())) {
			RedisProcess replica = RedisProcess.start(this.folder.resolve("replica"), "--replicaof", "127.0.0.1",
					String.valueOf(link.port()));
			this.replicas.add(replica);
			this.group.awaitThat("replicated",
					() -> this.group.observer().redis().info("replication").contains("state=online"));
			this.group.rollout("r1", "1.1.0", BUDGET, Map.of());
			this.group.awaitUpdates(1);
			link.part();
			this.group.awaitUpdates(4);
			this.redis.kill();
			this.group.invariants.unplanned(this.group.invariants.atWork().size());
			link.cut();
			Commands.run(replica.port(), "REPLICAOF", "NO", "ONE");
			Set<String> before = Set.copyOf(this.group.invariants.updates());
			this.group.follow(replica.port());
			assertThat(before.size()).as("begun").isGreaterThan(this.group.now().fences().size());
		}
	}

	@Test
	void redisIsPartedFromAll() throws Exception {
		midst();
		this.group.all().forEach((one) -> one.network.part());
		this.group.pass(LOST);
		this.group.all().forEach((one) -> one.network.join());
		this.group.converges("partition of Redis from all");
		succeeds();
	}

	@Test
	void redisHangs() throws Exception {
		midst();
		this.redis.stop();
		this.group.pass(LOST);
		this.redis.resume();
		this.group.converges("Redis hung");
		succeeds();
	}

	@Test
	void wellInstancesAreNotTakenForIllWhenRedisWasAway() throws Exception {
		this.group.rollout("r1", "1.1.0", BUDGET, Map.of("minHealthyTime", "1000000"));
		this.group.awaitThat("min-healthy-time", () -> this.group.field("done").equals("1"));
		this.redis.kill();
		this.group.pass(OFFLINE);
		this.redis.restart();
		succeeds();
	}

	@Test
	void subscriptionsAreDropped() throws Exception {
		this.group.rollout("r1", "1.1.0", BUDGET, Map.of());
		for (int updates = 1; updates <= INSTANCES; updates++) {
			this.group.awaitUpdates(updates);
			Commands.run(this.redis.port(), "CLIENT", "KILL", "TYPE", "pubsub");
		}
		this.group.converges("subscriptions dropped");
		succeeds();
	}

	@Test
	void scriptsAreForgotten() throws Exception {
		this.group.rollout("r1", "1.1.0", BUDGET, Map.of());
		for (int updates = 1; updates <= INSTANCES; updates++) {
			this.group.awaitUpdates(updates);
			Commands.run(this.redis.port(), "SCRIPT", "FLUSH");
		}
		this.group.converges("script cache flushed");
		succeeds();
	}

}
