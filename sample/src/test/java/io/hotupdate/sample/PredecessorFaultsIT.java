package io.hotupdate.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.hotupdate.sample.ActuatorClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A predecessor that dies, and an operator who asks either generation or both to end.
 * From the successor's acknowledgement of the listeners on no connection is refused. CI
 * kills the predecessor at each phase and sends TERM at one phase before and two after
 * the switch; {@code hotupdate.soak=true} sends TERM at every phase.
 */
class PredecessorFaultsIT {

	private static final Logger logger = LoggerFactory.getLogger(PredecessorFaultsIT.class);

	private static final boolean SOAK = Boolean.getBoolean("hotupdate.soak");

	private static final LoadClient.Plan LIGHT = new LoadClient.Plan(100, 0, Duration.ZERO);

	/** Boot's graceful shutdown of 30 s, and the start of the JVM's own end. */
	private static final Duration SHUTDOWN = Duration.ofSeconds(45);

	@TempDir
	Path folder;

	private final int port = AppProcess.freePort();

	/** Each survivor is the predecessor of the next update. */
	@Test
	void killedPredecessorIsSucceeded() throws Exception {
		try (AppProcess app = start()) {
			InstanceWatch watch = new InstanceWatch(app);
			List<Window> windows = new ArrayList<>();
			LoadResult result;
			try (LoadClient load = LoadClient.start(app.port(), LIGHT)) {
				windows.add(killPredecessor(app, watch, SampleRelease.SECOND, "STARTING"));
				windows.add(killPredecessor(app, watch, SampleRelease.THIRD, "WARMING"));
				windows.add(killPredecessor(app, watch, SampleRelease.SECOND, "DRAINING"));
				windows.add(killPredecessor(app, watch, SampleRelease.THIRD, "PROBATION"));
				result = load.stop();
			}
			logger.info("Predecessor killed at four phases: it held {} connections, of which {} requests were lost\n{}",
					windows.stream().map((window) -> window.held().clients().size()).toList(),
					windows.stream().map((window) -> window.held().lost(result).size()).toList(), result);
			assertThat(result.count(Outcome.REFUSED)).as(result.toString()).isZero();
			assertThat(windows.get(3).held().lost(result)).as("A drained predecessor holds nothing").isEmpty();
			// what a killed process held is lost by nature; who waits is never refused
			assertThat(result.failures()).as(result.toString())
				.allMatch((failure) -> windows.stream()
					.anyMatch((window) -> window.held().held(failure) || window.waited(failure)));
			StoredOrders stored = StoredOrders.in(app.database());
			assertThat(stored.missing(result.acknowledged())).isEmpty();
			assertThat(stored.duplicates()).isEmpty();
		}
	}

	private static Window killPredecessor(AppProcess app, InstanceWatch watch, SampleRelease release, String phase)
			throws Exception {
		watch.update(release);
		try (SlowRequest slow = phase.equals("DRAINING") ? SlowRequest.atWarming(app, watch) : null) {
			Answer answer = watch.awaitPhase(phase);
			long predecessor = InstanceWatch.predecessor(answer);
			long successor = InstanceWatch.successor(answer);
			if (phase.equals("STARTING")) {
				await().atMost(Duration.ofMinutes(1)).until(() -> watch.holdsListener(successor));
				awaitAcknowledged(app);
			}
			HeldConnections held = HeldConnections.freeze(predecessor, app.port());
			app.kill9(predecessor);
			Answer end = watch.awaitOutcome("SUCCEEDED");
			long served = System.nanoTime();
			assertThat(end.value("state")).isEqualTo("IDLE");
			assertThat(end.value("currentVersion")).isEqualTo(release.version());
			watch.awaitAlone(successor);
			assertThat(watch.owner()).isEqualTo(successor);
			assertThat(watch.pointer("current")).isEqualTo(release.version());
			return new Window(held, served);
		}
	}

	/** The token is gone and the sockets for descriptors are closed. */
	private static void awaitAcknowledged(AppProcess app) {
		await().atMost(Duration.ofMinutes(1)).until(() -> app.tail().contains("Starting OrderDeskApplication v1.1.0"));
	}

	/** I1 does not hold yet: both end, and the next start is as if nothing had been. */
	@Test
	void killedBeforeTheListenersWerePassed() {
		AppProcess app = start();
		try (app) {
			InstanceWatch watch = new InstanceWatch(app);
			watch.update(SampleRelease.SECOND);
			watch.awaitPhase("STARTING");
			app.kill9();
			watch.awaitGone();
		}
		restartAfter("INTERRUPTED", app, "1.0.0");
	}

	@Test
	void successorIsAskedToEndBeforeTheSwitch() throws Exception {
		try (AppProcess app = start(); LoadClient load = LoadClient.start(app.port(), LIGHT)) {
			InstanceWatch watch = new InstanceWatch(app);
			for (String phase : List.of("STARTING", "WARMING")) {
				watch.update(SampleRelease.SECOND);
				long successor = InstanceWatch.successor(watch.awaitPhase(phase));
				app.term(successor);
				Answer end = watch.awaitOutcome("FAILED");
				assertThat(end.value("reason")).isIn("STOPPED", "SUCCESSOR_EXITED");
				watch.awaitAlone(app.pid());
				assertThat(watch.pointer("current")).isEqualTo("1.0.0");
			}
			LoadResult result = load.stop();
			assertThat(result.failures()).as(result.toString()).isEmpty();
		}
	}

	@Test
	void predecessorIsAskedToEndBeforeTheSwitch() {
		for (String phase : SOAK ? List.of("STARTING", "WARMING") : List.of("WARMING")) {
			AppProcess app = start();
			try (app) {
				InstanceWatch watch = new InstanceWatch(app);
				watch.update(SampleRelease.SECOND);
				Answer answer = watch.awaitPhase(phase);
				long successor = InstanceWatch.successor(answer);
				app.term();
				assertThat(app.awaitExit()).as(app.tail()).isEqualTo(143);
				awaitEnded(app, successor);
			}
			restartAfter("FAILED", app, "1.0.0");
		}
	}

	/**
	 * A generation that once took its traffic back still ends both of the next update.
	 */
	@Test
	void predecessorIsAskedToEndAfterATakeBack() {
		AppProcess app = start();
		try (app) {
			InstanceWatch watch = new InstanceWatch(app);
			watch.update(SampleRelease.SECOND);
			watch.awaitPhase("PROBATION");
			assertThat(watch.actuator().verb("rollback").status()).isLessThan(300);
			watch.awaitOutcome("TAKEN_BACK");
			watch.awaitAlone(app.pid());
			watch.update(SampleRelease.SECOND);
			long successor = InstanceWatch.successor(watch.awaitPhase("WARMING"));
			app.term();
			assertThat(app.awaitExit()).as(app.tail()).isEqualTo(143);
			awaitEnded(app, successor);
		}
		restartAfter("FAILED", app, "1.0.0");
	}

	/** The successor still finishes what it has accepted, and serves again. */
	@Test
	void killedAfterATakeBack() throws Exception {
		try (AppProcess app = start()) {
			InstanceWatch watch = new InstanceWatch(app);
			watch.update(SampleRelease.SECOND);
			long successor = InstanceWatch.successor(watch.awaitPhase("PROBATION"));
			try (SlowRequest slow = SlowRequest.send(app, 10_000)) {
				// accepted after the slow one
				assertThat(app.answers()).isTrue();
				assertThat(watch.actuator().verb("rollback").status()).isLessThan(300);
				watch.awaitOutcome("TAKEN_BACK");
				app.kill9();
				await().atMost(Duration.ofMinutes(1)).until(app::answers);
				assertThat(slow.status()).isEqualTo(200);
				assertThat(slow.release()).isEqualTo("1.1.0");
			}
			watch.awaitAlone(successor);
			assertThat(watch.owner()).isEqualTo(successor);
			assertThat(watch.actuator().snapshot().value("currentVersion")).isEqualTo("1.1.0");
			assertThat(watch.pointer("current")).isEqualTo("1.0.0");
		}
	}

	@Test
	void eitherIsAskedToEndAfterTheSwitch() throws Exception {
		termAfterTheSwitch("PROBATION", true, false);
		termAfterTheSwitch("DRAINING", false, true);
		if (SOAK) {
			termAfterTheSwitch("DRAINING", true, false);
			termAfterTheSwitch("PROBATION", false, true);
		}
	}

	@Test
	void bothAreAskedToEnd() throws Exception {
		termAfterTheSwitch("PROBATION", true, true);
		if (SOAK) {
			termAfterTheSwitch("DRAINING", true, true);
			AppProcess app = start();
			try (app) {
				InstanceWatch watch = new InstanceWatch(app);
				watch.update(SampleRelease.SECOND);
				long successor = InstanceWatch.successor(watch.awaitPhase("WARMING"));
				app.term(successor);
				app.term();
				assertThat(app.awaitExit()).as(app.tail()).isEqualTo(143);
				awaitEnded(app, successor);
			}
			restartAfter("FAILED", app, "1.0.0");
		}
	}

	private void termAfterTheSwitch(String phase, boolean predecessor, boolean successor) throws Exception {
		AppProcess app = start();
		try (app) {
			InstanceWatch watch = new InstanceWatch(app);
			watch.update(SampleRelease.SECOND);
			try (SlowRequest slow = phase.equals("DRAINING") ? SlowRequest.atWarming(app, watch) : null) {
				Answer answer = watch.awaitPhase(phase);
				long pid = InstanceWatch.successor(answer);
				assertThat(watch.owner()).isEqualTo(pid);
				if (successor) {
					app.term(pid);
				}
				if (predecessor) {
					app.term();
				}
				assertThat(app.awaitExit()).as(app.tail()).isIn(0, 143);
				awaitEnded(app, pid);
				if (slow != null) {
					assertThat(slow.status()).isEqualTo(200);
				}
			}
		}
		restartAfter("INTERRUPTED", app, "1.0.0");
	}

	private static void awaitEnded(AppProcess app, long successor) {
		await("end of " + successor).atMost(SHUTDOWN)
			.untilAsserted(() -> assertThat(app.generations()).as(app.tail()).isEmpty());
	}

	/** The old command line again: what was interrupted is told, and nothing is left. */
	private void restartAfter(String outcome, AppProcess ended, String version) {
		assertThat(ended.generations()).isEmpty();
		try (AppProcess app = start()) {
			InstanceWatch watch = new InstanceWatch(app);
			Answer snapshot = watch.actuator().snapshot();
			assertThat(snapshot.value("outcome")).as(snapshot.text()).isEqualTo(outcome);
			assertThat(snapshot.value("state")).isEqualTo("FAILED");
			assertThat(snapshot.value("error.message")).isNotEmpty();
			assertThat(snapshot.value("currentVersion")).isEqualTo(version);
			watch.awaitAlone(app.pid());
			assertThat(watch.owner()).isEqualTo(app.pid());
		}
	}

	private AppProcess start() {
		return AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.port(this.port)
			.property("hotupdate.warm-up.requests", 100_000_000)
			.property("hotupdate.warm-up.max-duration", "4s")
			.property("hotupdate.probation.duration", "60s")
			.start(SampleRelease.FIRST.jar());
	}

	/**
	 * The time in which a predecessor died.
	 *
	 * @param held what it had accepted
	 * @param served when the successor said that it serves
	 */
	private record Window(HeldConnections held, long served) {

		/** Not accepted by anybody before the client had lost its patience. */
		boolean waited(Exchange failure) {
			return failure.outcome() == Outcome.TIMEOUT && failure.started() <= this.served
					&& failure.ended() >= this.held.at() && !this.held.clients().contains(failure.clientPort());
		}

	}

}
