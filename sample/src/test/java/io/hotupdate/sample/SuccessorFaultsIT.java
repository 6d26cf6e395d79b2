package io.hotupdate.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.hotupdate.sample.ActuatorClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A successor that exits, fails, hangs, is never ready, reports another version, is
 * killed or frozen: the predecessor goes on, or serves again, and nothing is left over.
 * CI runs each fault of a release, and kill or freeze at each phase;
 * {@code hotupdate.soak=true} runs kill and freeze at every phase.
 */
class SuccessorFaultsIT {

	private static final Logger logger = LoggerFactory.getLogger(SuccessorFaultsIT.class);

	private static final boolean SOAK = Boolean.getBoolean("hotupdate.soak");

	private static final LoadClient.Plan LIGHT = new LoadClient.Plan(100, 0, Duration.ZERO);

	private static final String START_TIMEOUT = "40s";

	@TempDir
	Path folder;

	@TempDir
	Path otherFolder;

	@Test
	void releaseThatCannotServe() throws Exception {
		try (AppProcess app = launcher(this.folder).property("hotupdate.warm-up.requests", 50)
			.start(SampleRelease.FIRST.jar())) {
			InstanceWatch watch = new InstanceWatch(app);
			fail(app, watch, SampleRelease.EXITS, "SUCCESSOR_EXITED");
			int descriptors = LinuxProcesses.descriptors(app.pid()).size();
			LoadResult result;
			try (LoadClient load = LoadClient.start(app.port(), LIGHT)) {
				Answer exited = fail(app, watch, SampleRelease.EXITS, "SUCCESSOR_EXITED");
				assertThat(exited.value("error.message")).contains("with code 3", "perhaps you should",
						"Its last log lines:", "HikariPool-1");
				Answer failed = fail(app, watch, SampleRelease.FAILS, "SUCCESSOR_EXITED");
				assertThat(failed.value("error.message")).contains("with code 1", "Its failure analysis:",
						"APPLICATION FAILED TO START",
						"Failed to bind properties under 'spring.datasource.hikari.maximum-pool-size'",
						"Its last log lines:");
				Answer other = fail(app, watch, SampleRelease.REPORTS_OTHER_VERSION, "VERSION_REPORTED");
				assertThat(other.value("error.message")).contains("reports version 9.9.9", "2.0.5 was asked for",
						"perhaps you should");
				result = load.stop();
			}
			InstanceWatch.awaitNoNewDescriptors(app.pid(), descriptors);
			assertThat(result.failures()).as(result.toString()).isEmpty();
			assertThat(result.releases()).containsOnlyKeys("1.0.0");
			succeed(app, watch);
		}
	}

	@Test
	void releaseThatIsNotReadyInTime() throws Exception {
		try (AppProcess hanging = launcher(this.folder).property("hotupdate.handover.start-timeout", START_TIMEOUT)
			.start(SampleRelease.FIRST.jar());
				AppProcess unready = launcher(this.otherFolder)
					.property("hotupdate.handover.start-timeout", START_TIMEOUT)
					.start(SampleRelease.FIRST.jar());
				LoadClient toHanging = LoadClient.start(hanging.port(), LIGHT);
				LoadClient toUnready = LoadClient.start(unready.port(), LIGHT)) {
			InstanceWatch hangingWatch = new InstanceWatch(hanging);
			InstanceWatch unreadyWatch = new InstanceWatch(unready);
			hangingWatch.update(SampleRelease.HANGS);
			unreadyWatch.update(SampleRelease.NEVER_READY);
			assertThat(failed(hanging, hangingWatch, "SUCCESSOR_NOT_READY").value("error.message"))
				.contains("hotupdate.handover.start-timeout", "Its last log lines:");
			assertThat(failed(unready, unreadyWatch, "SUCCESSOR_NOT_READY").value("error.message"))
				.contains("hotupdate.handover.start-timeout", "Its last log lines:");
			assertThat(toHanging.stop().failures()).isEmpty();
			assertThat(toUnready.stop().failures()).isEmpty();
		}
	}

	@Test
	void successorIsKilledOrStopped() throws Exception {
		try (AppProcess app = launcher(this.folder).property("hotupdate.handover.heartbeat-timeout", "4s")
			.property("hotupdate.warm-up.requests", 100_000_000)
			.property("hotupdate.warm-up.max-duration", "4s")
			.property("hotupdate.probation.duration", "60s")
			.start(SampleRelease.FIRST.jar())) {
			InstanceWatch watch = new InstanceWatch(app);
			strike(app, watch, new Strike("KILL", "STARTING"));
			int descriptors = LinuxProcesses.descriptors(app.pid()).size();
			List<Struck> struck = new ArrayList<>();
			LoadResult result;
			try (LoadClient load = LoadClient.start(app.port(), LIGHT)) {
				for (Strike strike : strikes()) {
					struck.add(strike(app, watch, strike));
				}
				result = load.stop();
			}
			InstanceWatch.awaitNoNewDescriptors(app.pid(), descriptors);
			requireOnlyHeld(result, struck);
			StoredOrders stored = StoredOrders.in(app.database());
			assertThat(stored.missing(result.acknowledged())).isEmpty();
			assertThat(stored.duplicates()).isEmpty();
			watch.update(SampleRelease.SECOND);
			long successor = InstanceWatch.successor(watch.awaitPhase("PROBATION"));
			assertThat(watch.actuator().verb("confirm").status()).isLessThan(300);
			watch.awaitOutcome("SUCCEEDED");
			watch.awaitAlone(successor);
			assertThat(watch.pointer("current")).isEqualTo("1.1.0");
		}
	}

	private static List<Strike> strikes() {
		if (SOAK) {
			return Arrays.stream(new String[] { "STARTING", "WARMING", "DRAINING", "PROBATION" })
				.flatMap((phase) -> Arrays.stream(new String[] { "KILL", "STOP" })
					.map((signal) -> new Strike(signal, phase)))
				.toList();
		}
		return List.of(new Strike("STOP", "STARTING"), new Strike("KILL", "WARMING"), new Strike("STOP", "WARMING"),
				new Strike("KILL", "DRAINING"), new Strike("KILL", "PROBATION"), new Strike("STOP", "PROBATION"));
	}

	/** Strike the successor of a good update and see that the predecessor serves. */
	private static Struck strike(AppProcess app, InstanceWatch watch, Strike strike) throws Exception {
		boolean switched = strike.isAfterTheSwitch();
		watch.update(SampleRelease.SECOND);
		Answer answer;
		try (SlowRequest slow = strike.phase().equals("DRAINING") ? SlowRequest.atWarming(app, watch) : null) {
			answer = watch.awaitPhase(strike.phase());
			long successor = InstanceWatch.successor(answer);
			if (strike.equals(new Strike("STOP", "STARTING"))) {
				// before it has reported in, only the start timeout would tell
				await().atMost(Duration.ofMinutes(1)).until(() -> watch.holdsListener(successor));
			}
			HeldConnections held = HeldConnections.freeze(successor, app.port());
			if (strike.signal().equals("KILL")) {
				app.kill9(successor);
			}
			Answer end = watch.awaitOutcome(switched ? "TAKEN_BACK" : "FAILED");
			logger.info("{}: served again after {} ms", strike, (System.nanoTime() - held.at()) / 1_000_000);
			assertThat(end.value("state")).isEqualTo("FAILED");
			assertThat(end.value("reason"))
				.isEqualTo(strike.signal().equals("KILL") ? "SUCCESSOR_EXITED" : "SUCCESSOR_HUNG");
			assertThat(end.value("error.message")).contains("perhaps you should");
			assertThat(end.value("currentVersion")).isEqualTo("1.0.0");
			watch.awaitAlone(app.pid());
			assertThat(watch.owner()).isEqualTo(app.pid());
			assertThat(watch.pointer("current")).isEqualTo("1.0.0");
			if (slow != null) {
				assertThat(slow.status()).isEqualTo(200);
			}
			return new Struck(strike, held);
		}
	}

	/**
	 * What failed was on a connection that a successor had accepted when it was struck.
	 */
	private static void requireOnlyHeld(LoadResult result, List<Struck> struck) {
		for (Struck one : struck) {
			HeldConnections held = one.held();
			logger.info("{}: it held {} connections, {} requests were lost", one.strike(), held.clients().size(),
					held.lost(result).size());
			if (!one.strike().isAfterTheSwitch()) {
				assertThat(held.clients()).as("%s before it served", one.strike()).isEmpty();
			}
		}
		assertThat(result.failures()).as(result.toString())
			.allMatch((failure) -> struck.stream().anyMatch((one) -> one.held().held(failure)));
	}

	private static Answer fail(AppProcess app, InstanceWatch watch, SampleRelease release, String reason) {
		watch.update(release);
		return failed(app, watch, reason);
	}

	private static Answer failed(AppProcess app, InstanceWatch watch, String reason) {
		Answer answer = watch.awaitOutcome("FAILED");
		assertThat(answer.value("reason")).as(answer.text()).isEqualTo(reason);
		assertThat(answer.value("state")).isEqualTo("FAILED");
		assertThat(answer.value("currentVersion")).isEqualTo("1.0.0");
		assertThat(watch.actuator().get("/health/readiness").status()).isEqualTo(200);
		watch.awaitAlone(app.pid());
		assertThat(watch.owner()).isEqualTo(app.pid());
		assertThat(watch.pointer("current")).isEqualTo("1.0.0");
		return answer;
	}

	private static void succeed(AppProcess app, InstanceWatch watch) {
		watch.update(SampleRelease.SECOND);
		Answer answer = watch.awaitOutcome("SUCCEEDED");
		assertThat(answer.value("currentVersion")).isEqualTo("1.1.0");
		assertThat(app.awaitExit()).isZero();
		watch.awaitAlone(app.generations().get(0));
		assertThat(watch.pointer("current")).isEqualTo("1.1.0");
		assertThat(watch.pointer("previous")).isEqualTo("1.0.0");
	}

	private static AppLauncher launcher(Path folder) {
		return AppProcess.in(folder).ownTemporaryFolder().property("hotupdate.probation.duration", "1s");
	}

	/**
	 * What is done to a successor.
	 *
	 * @param signal KILL or STOP
	 * @param phase when
	 */
	private record Strike(String signal, String phase) {

		boolean isAfterTheSwitch() {
			return this.phase.equals("DRAINING") || this.phase.equals("PROBATION");
		}

	}

	/**
	 * A successor that was struck.
	 *
	 * @param strike the strike
	 * @param held what it had accepted
	 */
	private record Struck(Strike strike, HeldConnections held) {
	}

}
