package io.hotupdate.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What a group does when the clock of Redis goes wrong. Needs libfaketime, and is skipped
 * without it.
 */
class ClockFaultTests {

	private static final int INSTANCES = 8;

	private static final List<Path> LIBRARIES = List.of(Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"),
			Path.of("/usr/lib64/faketime/libfaketime.so.1"), Path.of("/usr/lib/faketime/libfaketime.so.1"));

	@TempDir
	Path folder;

	@Test
	void clockOfRedisIsSetBackFiveMinutes() throws Exception {
		Optional<Path> library = LIBRARIES.stream().filter(Files::exists).findFirst();
		assumeTrue(library.isPresent(), "libfaketime is not installed; perhaps you should apt-get install libfaketime");
		Path offset = Files.writeString(this.folder.resolve("offset"), "+0\n");
		try (RedisProcess redis = RedisProcess.start(this.folder.resolve("redis"),
				Map.of("LD_PRELOAD", library.orElseThrow().toString(), "FAKETIME_TIMESTAMP_FILE", offset.toString(),
						"FAKETIME_NO_CACHE", "1", "FAKETIME_DONT_FAKE_MONOTONIC", "1"));
				LiveGroup group = new LiveGroup(this.folder, redis.port(), INSTANCES)) {
			group.rollout("r1", "1.1.0", 2, Map.of("minHealthyTime", "500000"));
			group.awaitUpdates(3);
			long before = seconds(group);
			Files.writeString(offset, "-300\n");
			group.awaitThat("five minutes earlier", () -> seconds(group) < before - 290);
			group.converges("clock set back");
			rollsOn(group);
		}
	}

	private static long seconds(LiveGroup group) {
		return Long.parseLong(group.observer().redis().time().get(0));
	}

	private static void rollsOn(LiveGroup group) {
		LiveInstance victim = group.get("i7");
		victim.kill();
		group.awaitThat("noticed", () -> group.now().away().contains(victim.id));
		victim.start();
		group.awaitPhase("SUCCEEDED");
		group.awaitThat("all on 1.1.0", () -> group.versions().stream().allMatch("1.1.0"::equals));
		assertThat(group.invariants.phases()).doesNotContain("HALTED");
		assertThat(group.invariants.updates()).hasSize(INSTANCES).doesNotHaveDuplicates();
		group.holds();
	}

}
