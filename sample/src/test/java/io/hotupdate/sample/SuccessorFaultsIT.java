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
			List<Window> windows = new ArrayList<>();
			LoadResult result;
			try (LoadClient load = LoadClient.start(app.port(), LIGHT)) {
				for (Strike strike : strikes()) {
					Window window = strike(app, watch, strike);
					windows.add(window);
					logger.info("{}: served again after {} ms", strike, (window.to() - window.from()) / 1_000_000);
				}
				result = load.stop();
			}
			InstanceWatch.awaitNoNewDescriptors(app.pid(), descriptors);
			requireOnlyHeld(result, windows);
			StoredOrders stored = StoredOrders.in(app.database());
			assertThat(stored.missing(result.acknowledged())).isEmpty();
			assertThat(stored.duplicates()).isEmpty();
			watch.update(SampleRelease.SECOND);
			watch.awaitPhase("PROBATION");
			assertThat(watch.actuator().verb("confirm").status()).isLessThan(300);
			watch.awaitOutcome("SUCCEEDED");
			watch.awaitAlone(app.generations().get(app.generations().size() - 1));
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
	private static Window strike(AppProcess app, InstanceWatch watch, Strike strike) throws Exception {
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
			long from = System.nanoTime();
			LinuxProcesses.signal(successor, strike.signal());
			Answer end = watch.awaitOutcome(switched ? "TAKEN_BACK" : "FAILED");
			long to = System.nanoTime();
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
			return new Window(strike, from, to);
		}
	}

	/** What failed was held by a successor at the time of its death. */
	private static void requireOnlyHeld(LoadResult result, List<Window> windows) {
		for (Window window : windows) {
			List<Exchange> held = result.failures().stream().filter(window::covers).toList();
			logger.info("{}: {} requests were held by the process that died", window.strike(), held.size());
			if (!window.strike().isAfterTheSwitch()) {
				assertThat(held).as("%s before it served", window.strike()).isEmpty();
			}
		}
		assertThat(result.count(Outcome.REFUSED)).as(result.toString()).isZero();
		assertThat(result.failures()).as(result.toString())
			.allMatch((failure) -> windows.stream().anyMatch((window) -> window.covers(failure)))
			.allMatch((failure) -> failure.outcome() == Outcome.RESET || failure.outcome() == Outcome.TRUNCATED
					|| failure.outcome() == Outcome.EOF_BEFORE_RESPONSE);
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
	 * The time from a strike until the predecessor served again.
	 *
	 * @param strike the strike
	 * @param from when the signal was sent
	 * @param to when the predecessor said that it serves
	 */
	private record Window(Strike strike, long from, long to) {

		boolean covers(Exchange failure) {
			return failure.started() <= this.to && failure.ended() >= this.from && failure.ended() <= this.to;
		}

	}

}
