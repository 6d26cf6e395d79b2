package io.hotupdate.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.hotupdate.sample.ActuatorClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/**
 * A successor that would not fit is refused with figures before anything starts, and
 * nothing changes.
 */
class AdmissionIT {

	private static final Duration LIMIT = Duration.ofMinutes(3);

	private static final long MB = 1 << 20;

	private static final String STARTED = "Started OrderDeskApplication";

	@TempDir
	Path folder;

	@Test
	void refusedByAFactor() throws Exception {
		AppLauncher launcher = AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.property("hotupdate.handover.memory-factor", 100_000);
		try (AppProcess app = launcher.start(SampleRelease.FIRST.jar())) {
			ActuatorClient actuator = ActuatorClient.of(app);
			refused(app, actuator, "available memory|memory\\.max|memory\\.limit_in_bytes");
		}
	}

	@Test
	void refusedByThatOfTheHeapInItsOptions() throws Exception {
		AppLauncher launcher = AppProcess.in(this.folder)
			.jvmOption("-Xmx256m")
			.property("hotupdate.process.jvm-options", "-Xmx4000g");
		try (AppProcess app = launcher.start(SampleRelease.FIRST.jar())) {
			ActuatorClient actuator = ActuatorClient.of(app);
			Answer refused = refused(app, actuator, "a heap of 4096000 MB by its options");
			assertThat(refused.value("error.message")).contains("hotupdate.handover.memory-check=observed");
		}
	}

	@Test
	void refusedByAControlGroupAndAdmittedOnceItHasRoom() throws Exception {
		Optional<MemoryGroup> made = MemoryGroup.create();
		assumeThat(made).as("this user may make a memory control group").isPresent();
		try (MemoryGroup group = made.orElseThrow();
				AppProcess app = AppProcess.in(this.folder)
					.wrapper(group.wrapper())
					.property("hotupdate.probation.duration", "1s")
					.start(SampleRelease.FIRST.jar())) {
			ActuatorClient actuator = ActuatorClient.of(app);
			group.limit(group.used() + 100 * MB);
			refused(app, actuator, "control group /sys/fs/cgroup/.*hotupdate-.*memory\\.(max|limit_in_bytes)");
			group.limit(group.used() + 4000 * MB);
			Answer updated = actuator.update("1.1.0", LIMIT, "confirmed");
			assertThat(updated.value("outcome")).as(() -> updated.text() + app.tail()).isEqualTo("SUCCEEDED");
		}
	}

	@Test
	void failsBeforeTheStartIfTheMemoryWentDuringTheDownload() throws Exception {
		Optional<MemoryGroup> made = MemoryGroup.create();
		assumeThat(made).as("this user may make a memory control group").isPresent();
		try (MemoryGroup group = made.orElseThrow();
				HttpFixture repository = HttpFixture.serving(SampleRelease.folder()).stallAfter(MB);
				AppProcess app = AppProcess.in(this.folder)
					.wrapper(group.wrapper())
					.property("hotupdate.releases.location", repository.location())
					.property("hotupdate.releases.allowed", repository.base() + "/")
					.start(SampleRelease.FIRST.jar())) {
			ActuatorClient actuator = ActuatorClient.of(app);
			Answer asked = actuator.update("1.1.0");
			assertThat(asked.status()).as(asked.text()).isEqualTo(202);
			await().atMost(LIMIT).until(() -> actuator.snapshot().json().at("/bytes/done").asLong() > 0);
			group.limit(group.used() + 150 * MB);
			repository.goOn();
			await().atMost(LIMIT).until(() -> actuator.snapshot().value("outcome").equals("FAILED"));
			Answer failed = actuator.snapshot();
			assertThat(failed.value("reason")).as(() -> failed.text() + app.tail()).isEqualTo("NO_ROOM");
			assertThat(failed.value("retryable")).isEqualTo("true");
			nothingHasChanged(app, actuator);
		}
	}

	@Test
	void successorIsTheFirstToBeKilledUntilItIsConfirmed() throws Exception {
		AppLauncher launcher = AppProcess.in(this.folder).property("hotupdate.probation.duration", "10m");
		try (AppProcess app = launcher.start(SampleRelease.FIRST.jar())) {
			String former = oomScore(app.pid());
			assumeThat(former).as("the tests themselves are no first choice").isNotEqualTo("1000");
			ActuatorClient actuator = ActuatorClient.of(app);
			serve(app, actuator, "1.1.0");
			await().atMost(LIMIT)
				.untilAsserted(() -> assertThat(app.tail())
					.contains("keeps at most 1 connections while this generation stands by"));
			long second = InstanceWatch.successor(actuator.snapshot());
			assertThat(oomScore(second)).isEqualTo("1000");
			assertThat(oomScore(app.pid())).isEqualTo(former);
			assertThat(actuator.verb("rollback?wait=60s").value("outcome")).isEqualTo("TAKEN_BACK");
			assertThat(oomScore(app.pid())).isEqualTo(former);
			new InstanceWatch(app).awaitAlone(app.pid());

			serve(app, actuator, "1.1.0");
			long third = InstanceWatch.successor(actuator.snapshot());
			assertThat(oomScore(third)).isEqualTo("1000");
			assertThat(actuator.verb("confirm?wait=60s").value("outcome")).isEqualTo("SUCCEEDED");
			await().atMost(LIMIT).until(() -> oomScore(third).equals(former));
			new InstanceWatch(app).awaitAlone(third);

			serve(app, actuator, "1.2.0");
			long fourth = InstanceWatch.successor(actuator.snapshot());
			assertThat(oomScore(fourth)).isEqualTo("1000");
			assertThat(oomScore(third)).isEqualTo(former);
			app.kill9(third);
			await().atMost(LIMIT).until(() -> oomScore(fourth).equals(former));
		}
	}

	private static Answer refused(AppProcess app, ActuatorClient actuator, String where) {
		Answer before = actuator.snapshot();
		List<String> store = app.filesInHome("releases");
		Answer plan = actuator.post("/hotupdate/plan", Map.of());
		assertThat(plan.value("possible")).as(plan.text()).isEqualTo("false");
		assertThat(plan.text()).contains("NO_MEMORY", "DATABASE_CONNECTIONS", "HikariPool-1 may hold 2 x 2");
		Answer refused = actuator.update("1.1.0");
		assertThat(refused.status()).as(() -> refused.text() + app.tail()).isEqualTo(422);
		assertThat(refused.value("outcome")).isEqualTo("REFUSED");
		assertThat(refused.value("reason")).isEqualTo("NO_ROOM");
		assertThat(refused.value("error.message"))
			.containsPattern("A successor may need \\d+ MB of memory \\([\\d.]+ times ")
			.containsPattern("but .* leaves \\d+ MB; Perhaps you should free or grant \\d+ MB more")
			.containsPattern(where);
		nothingHasChanged(app, actuator);
		assertThat(actuator.snapshot().text()).isEqualTo(before.text());
		assertThat(app.filesInHome("releases")).isEqualTo(store);
		return refused;
	}

	private static void nothingHasChanged(AppProcess app, ActuatorClient actuator) {
		assertThat(app.generations()).containsExactly(app.pid());
		assertThat(actuator.snapshot().value("currentVersion")).isEqualTo("1.0.0");
		assertThat(app.answers()).isTrue();
		assertThat(app.tail()).containsOnlyOnce(STARTED);
	}

	private static void serve(AppProcess app, ActuatorClient actuator, String version) {
		Answer served = actuator.update(version, LIMIT, "serving");
		assertThat(served.status()).as(() -> served.text() + app.tail()).isEqualTo(200);
		await().atMost(LIMIT).until(() -> actuator.snapshot().value("phase").equals("PROBATION"));
	}

	private static String oomScore(long pid) throws IOException {
		return Files.readString(Path.of("/proc", Long.toString(pid), "oom_score_adj")).strip();
	}

}
