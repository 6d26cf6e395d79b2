package io.hotupdate.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.hotupdate.sample.ActuatorClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A predecessor that is stopped and does not answer. Before the switch its clients and
 * its successor wait until it goes on; after the probation its successor ends it.
 */
class FrozenPredecessorIT {

	private static final LoadClient.Plan LIGHT = new LoadClient.Plan(50, 0, Duration.ZERO);

	private static final Duration HEARTBEAT_TIMEOUT = Duration.ofSeconds(3);

	/** Longer than a heartbeat may fail, shorter than the patience of the load client. */
	private static final Duration FROZEN = HEARTBEAT_TIMEOUT.plusSeconds(2);

	private static final Duration LIMIT = Duration.ofMinutes(2);

	@TempDir
	Path folder;

	@Test
	void wokenUpBeforeTheSwitchItGoesOn() throws Exception {
		try (AppProcess app = start(); LoadClient load = LoadClient.start(app.port(), LIGHT)) {
			InstanceWatch watch = new InstanceWatch(app);
			List<String> phases = List.of("STARTING", "WARMING");
			List<SampleRelease> releases = List.of(SampleRelease.SECOND, SampleRelease.THIRD);
			for (int i = 0; i < phases.size(); i++) {
				watch.update(releases.get(i));
				Answer answer = watch.awaitPhase(phases.get(i));
				long predecessor = InstanceWatch.predecessor(answer);
				long successor = InstanceWatch.successor(answer);
				HeldConnections held = HeldConnections.freeze(predecessor, app.port());
				await().atMost(LIMIT).until(() -> System.nanoTime() - held.at() > FROZEN.toNanos());
				assertThat(LinuxProcesses.isAlive(successor)).as(app.tail()).isTrue();
				assertThat(watch.owner()).isEqualTo(predecessor);
				app.cont(predecessor);
				watch.awaitOutcome("SUCCEEDED");
				watch.awaitAlone(successor);
				assertThat(watch.owner()).isEqualTo(successor);
				assertThat(watch.pointer("current")).isEqualTo(releases.get(i).version());
			}
			LoadResult result = load.stop();
			assertThat(result.failures()).as(result + app.tail()).isEmpty();
			StoredOrders stored = StoredOrders.in(app.database());
			assertThat(stored.missing(result.acknowledged())).isEmpty();
			assertThat(stored.duplicates()).isEmpty();
		}
	}

	@Test
	void inProbationItIsEndedWhenThatIsOver() {
		try (AppProcess app = start(); LoadClient load = LoadClient.start(app.port(), LIGHT)) {
			InstanceWatch watch = new InstanceWatch(app);
			watch.update(SampleRelease.SECOND);
			long successor = InstanceWatch.successor(watch.awaitPhase("PROBATION"));
			app.stop(app.pid());
			watch.awaitOutcome("SUCCEEDED");
			watch.awaitAlone(successor);
			assertThat(watch.owner()).isEqualTo(successor);
			assertThat(watch.pointer("current")).isEqualTo("1.1.0");
			LoadResult result = load.stop();
			assertThat(result.failures()).as(result + app.tail()).isEmpty();
			assertThat(app.tail()).contains("does not answer and the probation is over: it is killed");
		}
	}

	private AppProcess start() {
		return AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.property("hotupdate.handover.heartbeat-timeout", HEARTBEAT_TIMEOUT.toSeconds() + "s")
			.property("hotupdate.warm-up.requests", 100_000_000)
			.property("hotupdate.warm-up.max-duration", "3s")
			.property("hotupdate.probation.duration", "3s")
			.start(SampleRelease.FIRST.jar());
	}

}
