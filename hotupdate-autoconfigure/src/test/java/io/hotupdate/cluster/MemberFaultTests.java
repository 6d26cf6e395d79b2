package io.hotupdate.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import io.hotupdate.cluster.LiveInstance.Step;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a group does when one of its instances fails in the middle of a rollout: the rows
 * of docs/cluster-failures.md about instances.
 */
class MemberFaultTests {

	private static final int INSTANCES = 6;

	/** Longer than it takes until a member that is not heard of counts as lost. */
	private static final Duration LOST = LiveGroup.BEAT.multipliedBy(13);

	@TempDir
	Path folder;

	private RedisProcess redis;

	private LiveGroup group;

	@BeforeEach
	void begin() throws IOException {
		this.redis = RedisProcess.start(this.folder.resolve("redis"));
		this.group = new LiveGroup(this.folder, this.redis.port(), INSTANCES);
	}

	@AfterEach
	void end() throws Exception {
		this.group.close();
		this.redis.close();
	}

	private void succeeds() {
		this.group.awaitPhase("SUCCEEDED");
		this.group.awaitThat("all on 1.1.0", () -> this.group.versions().stream().allMatch("1.1.0"::equals));
		assertThat(this.group.versions()).hasSize(INSTANCES);
		assertThat(this.group.invariants.updates()).hasSize(INSTANCES).doesNotHaveDuplicates();
		assertThat(this.group.invariants.phases()).doesNotContain("HALTED");
		this.group.holds();
	}

	@Test
	void instanceThatWaitsIsParted() {
		LiveInstance parted = this.group.get("i5");
		CountDownLatch held = this.group.get("i0").hold();
		this.group.rollout("r1", "1.1.0", 2, Map.of());
		this.group.awaitUpdates(1);
		parted.network.part();
		this.group.awaitThat("away", () -> this.group.now().away().contains("i5"));
		held.countDown();
		this.group.awaitPhase("SUCCEEDED");
		assertThat(this.group.field("missed")).isEqualTo("1");
		assertThat(this.group.now().away()).containsExactly("i5");
		assertThat(parted.version()).isEqualTo("1.0.0");
		assertThat(this.group.invariants.updates()).hasSize(INSTANCES - 1);
		parted.network.join();
		this.group.converges("partition of one that waits");
		succeeds();
	}

	@Test
	void instanceThatHasItsTurnIsParted() {
		LiveInstance parted = this.group.get("i0");
		CountDownLatch held = parted.hold();
		this.group.rollout("r1", "1.1.0", 1, Map.of());
		this.group.awaitUpdates(1);
		parted.network.part();
		held.countDown();
		this.group.awaitThat("done", () -> !parted.busy());
		this.group.pass(LOST);
		assertThat(this.group.now().away()).containsExactly("i0");
		assertThat(this.group.invariants.updates()).as("the slot of one that is away stays taken").hasSize(1);
		parted.network.join();
		this.group.converges("partition of one that has its turn");
		succeeds();
	}

	@Test
	void killedWhenItsTurnIsGrantedBeginsAfterwards() throws Exception {
		killAt(Step.GRANTED, 1);
		succeeds();
	}

	@Test
	void killedInItsUpdateHaltsTheRolloutWhenItIsBack() throws Exception {
		killAt(Step.UPDATING, 1);
		this.group.awaitPhase("HALTED");
		assertThat(this.group.field("reason")).contains("i0: INTERRUPTED");
		List<String> begun = List.copyOf(this.group.invariants.updates());
		this.group.pass(LOST);
		assertThat(this.group.invariants.updates()).as("begun after HALTED").isEqualTo(begun);
		assertThat(this.group.verb("retry", "")).contains("OK");
		this.group.awaitPhase("SUCCEEDED");
		assertThat(this.group.versions()).containsOnly("1.1.0");
		this.group.holds();
	}

	@Test
	void killedBeforeItCouldTellThatItIsDoneTellsAfterwards() throws Exception {
		killAt(Step.DONE, 1);
		succeeds();
	}

	/** It is away for long, and nobody else gets its slot. */
	private void killAt(Step step, int maxUnavailable) throws Exception {
		LiveInstance victim = this.group.get("i0");
		victim.dieAt(step);
		this.group.rollout("r1", "1.1.0", maxUnavailable, Map.of());
		victim.awaitDeath();
		int begun = this.group.invariants.updates().size();
		this.group.pass(LOST);
		assertThat(this.group.now().away()).containsExactly("i0");
		assertThat(this.group.now().granted()).containsExactly("i0");
		assertThat(this.group.invariants.updates()).hasSize(begun);
		victim.start();
		this.group.converges("killed at " + step);
	}

	@Test
	void killedInItsMinHealthyTimeHaltsTheRollout() {
		this.group.rollout("r1", "1.1.0", 1, Map.of("minHealthyTime", "60000000"));
		this.group.awaitThat("done", () -> this.group.field("done").equals("1"));
		this.group.get("i0").kill();
		this.group.awaitPhase("HALTED");
		assertThat(this.group.field("reason")).isEqualTo("i0: UNHEALTHY");
		this.group.get("i0").start();
		this.group.converges("killed in its min-healthy-time");
		this.group.pass(LOST);
		assertThat(this.group.invariants.updates()).containsExactly("i0 1.1.0");
		assertThat(this.group.now().phase()).isEqualTo("HALTED");
		this.group.holds();
	}

	@Test
	void killedInItsMinHealthyTimeAndBackAtOnceGoesOn() {
		this.group.rollout("r1", "1.1.0", 1, Map.of("minHealthyTime", "1000000"));
		this.group.awaitThat("done", () -> this.group.field("done").equals("1"));
		this.group.get("i0").kill();
		this.group.get("i0").start();
		succeeds();
	}

	@Test
	void secondProcessWithAnIdIsRefused() throws Exception {
		try (LiveInstance second = new LiveInstance("i0", this.folder.resolve("elsewhere"), this.redis.port(),
				this.group.keys, LiveGroup.BEATS, this.group.invariants, false)) {
			second.start();
			this.group.awaitThat("refused",
					() -> second.member().state().text().startsWith("Another process has the id i0"));
			this.group.rollout("r1", "1.1.0", 2, Map.of());
			this.group.awaitPhase("SUCCEEDED");
			assertThat(second.version()).isEqualTo("1.0.0");
			assertThat(second.member().state().connected()).isFalse();
		}
		succeeds();
	}

}
