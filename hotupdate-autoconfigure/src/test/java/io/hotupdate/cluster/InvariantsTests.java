package io.hotupdate.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import io.lettuce.core.api.sync.RedisCommands;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The observer of the fault tests sees what it is there to see: each thing that must not
 * happen is made to happen in Redis, behind the scripts' back.
 */
class InvariantsTests {

	@TempDir
	Path folder;

	private RedisProcess redis;

	private LiveGroup group;

	@BeforeEach
	void begin() throws IOException {
		this.redis = RedisProcess.start(this.folder.resolve("redis"));
		this.group = new LiveGroup(this.folder, this.redis.port(), 4);
		this.group.rollout("r1", "1.1.0", 1, Map.of());
		this.group.awaitPhase("SUCCEEDED");
		assertThat(this.group.invariants.violations()).isEmpty();
	}

	@AfterEach
	void end() throws Exception {
		this.group.close();
		this.redis.close();
	}

	@Test
	void moreTurnsThanTheBudget() {
		commands().hset(key("granted"), Map.of("i0", "until 9", "i1", "until 9"));
		sees("have their turn, but only 1 may");
	}

	@Test
	void fenceThatGoesBack() {
		commands().hset(key("group"), "fence", "1");
		sees("The fence goes back");
	}

	@Test
	void grantThatGoesBack() {
		commands().hset(key("turns"), "i0", "{\"phase\":\"DONE\",\"rollout\":\"r1\",\"fence\":\"7\"}");
		sees("The number of the grant of i0 goes back to 7");
	}

	@Test
	void grantAfterHalted() {
		commands().hset(key("rollout"), "phase", "HALTED");
		await().atMost(Duration.ofSeconds(60)).until(() -> this.group.invariants.phases().contains("HALTED"));
		String late = "{\"phase\":\"GRANTED\",\"rollout\":\"r1\",\"goal\":\"1.2.0\",\"fence\":\"9000000000000000\"}";
		commands().hset(key("turns"), "i0", late);
		sees("A grant after HALTED");
	}

	@Test
	void grantThatIsBegunTwiceOrByTwo() {
		this.group.invariants.begins("i0", "1.2.0", 9000000000000000L);
		this.group.invariants.begins("i0", "1.2.0", 9000000000000000L);
		assertThat(this.group.invariants.violations()).anyMatch((one) -> one.contains("begins with the number"))
			.anyMatch((one) -> one.contains("Two processes of i0"));
	}

	@Test
	void moreAtWorkThanTheBudget() {
		this.group.invariants.begins("i0", "1.2.0", 9000000000000000L);
		this.group.invariants.begins("i1", "1.2.0", 9000000000000001L);
		assertThat(this.group.invariants.violations()).anyMatch((one) -> one.contains("are at an update, but only 1"));
	}

	private void sees(String violation) {
		await().atMost(Duration.ofSeconds(60))
			.until(() -> this.group.invariants.violations().stream().anyMatch((one) -> one.contains(violation)));
	}

	private RedisCommands<String, String> commands() {
		return this.group.observer().redis();
	}

	private String key(String name) {
		return this.group.keys.key(name);
	}

}
