package io.hotupdate.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.hotupdate.sample.ActuatorClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * All processes of an instance are killed in the middle of an update, and its old command
 * line is started again. CI does so at WARMING and PROBATION; {@code hotupdate.soak=true}
 * at every phase but the switch, which {@link StrikesAroundTheSwitchIT} strikes.
 */
class RebootIT {

	private static final List<String> PHASES = Boolean.getBoolean("hotupdate.soak")
			? List.of("VERIFYING", "PREPARING", "STARTING", "WARMING", "DRAINING", "PROBATION")
			: List.of("WARMING", "PROBATION");

	private static final List<String> BEFORE_THE_SUCCESSOR = List.of("VERIFYING", "PREPARING");

	private static final Logger logger = LoggerFactory.getLogger(RebootIT.class);

	@TempDir
	Path folder;

	private final int port = AppProcess.freePort();

	@Test
	void unconfirmedReleaseIsNotBooted() throws IOException {
		for (String phase : PHASES) {
			if (BEFORE_THE_SUCCESSOR.contains(phase)) {
				killBeforeTheSuccessorStarts(phase);
			}
			else {
				killAllAt(phase);
			}
			requireInterrupted(phase);
		}
		try (AppProcess app = launcher().start(SampleRelease.FIRST.jar())) {
			InstanceWatch watch = new InstanceWatch(app);
			Answer retried = watch.actuator().verb("retry");
			assertThat(retried.status()).as(retried.text()).isEqualTo(202);
			watch.awaitPhase("PROBATION");
			assertThat(watch.actuator().verb("confirm").status()).isLessThan(300);
			watch.awaitOutcome("SUCCEEDED");
			assertThat(watch.pointer("current")).isEqualTo("1.1.0");
			assertThat(watch.pointer("pending")).isEmpty();
		}
		requireBooted(SampleRelease.FIRST, "1.1.0");
	}

	@Test
	void currentReleaseIsBooted() {
		try (AppProcess app = launcher().property("hotupdate.probation.duration", "0s")
			.start(SampleRelease.FIRST.jar())) {
			InstanceWatch watch = new InstanceWatch(app);
			watch.update(SampleRelease.SECOND);
			watch.awaitOutcome("SUCCEEDED");
		}
		requireBooted(SampleRelease.FIRST, "1.1.0");
		try (AppProcess app = launcher().property("hotupdate.boot-current", false).start(SampleRelease.FIRST.jar())) {
			assertThat(served(app)).isEqualTo("1.0.0");
			assertThat(LinuxProcesses.commandLine(app.pid())).contains(SampleRelease.FIRST.jar().toString());
			assertThat(new InstanceWatch(app).pointer("current")).isEqualTo("1.1.0");
		}
		requireBooted(SampleRelease.THIRD, "1.2.0");
		requireBooted(SampleRelease.FIRST, "1.2.0");
	}

	/** What the store says is what runs next, whoever dies first, and however soon. */
	@ParameterizedTest
	@CsvSource({ "true,true", "true,false", "false,true", "false,false" })
	void killedOneAfterTheOther(boolean successorFirst, boolean atOnce) {
		try (AppProcess app = launcher().start(SampleRelease.FIRST.jar())) {
			InstanceWatch watch = new InstanceWatch(app);
			watch.update(SampleRelease.SECOND);
			Answer probation = watch.awaitPhase("PROBATION");
			long successor = InstanceWatch.successor(probation);
			long predecessor = InstanceWatch.predecessor(probation);
			app.kill9(successorFirst ? successor : predecessor);
			if (!atOnce) {
				watch.awaitOutcome(successorFirst ? "TAKEN_BACK" : "SUCCEEDED");
			}
			app.kill9(successorFirst ? predecessor : successor);
			watch.awaitGone();
		}
		try (AppProcess app = launcher().start(SampleRelease.FIRST.jar())) {
			InstanceWatch watch = new InstanceWatch(app);
			String current = watch.pointer("current");
			assertThat(current).isIn(atOnce ? List.of("1.0.0", "1.1.0") : List.of(successorFirst ? "1.0.0" : "1.1.0"));
			assertThat(served(app)).isEqualTo(current);
			assertThat(watch.pointer("pending")).isEmpty();
			assertThat(watch.actuator().snapshot().value("outcome")).isIn("SUCCEEDED", "TAKEN_BACK", "INTERRUPTED");
			watch.awaitAlone(app.pid());
			assertThat(watch.owner()).isEqualTo(app.pid());
		}
	}

	/** These phases take a moment each, so that the kill may come in a later one. */
	private void killBeforeTheSuccessorStarts(String phase) {
		try (AppProcess app = launcher().start(SampleRelease.FIRST.jar())) {
			InstanceWatch watch = new InstanceWatch(app);
			watch.update(SampleRelease.SECOND);
			Answer answer = watch.until(phase,
					(snapshot) -> BEFORE_THE_SUCCESSOR.indexOf(snapshot.value("phase")) >= BEFORE_THE_SUCCESSOR
						.indexOf(phase) || snapshot.json().path("generations").size() == 2);
			app.close();
			logger.info("Killed at {}, seen {}", phase, answer.value("phase"));
		}
	}

	private void killAllAt(String phase) throws IOException {
		try (AppProcess app = launcher().start(SampleRelease.FIRST.jar())) {
			InstanceWatch watch = new InstanceWatch(app);
			watch.update(SampleRelease.SECOND);
			try (SlowRequest slow = phase.equals("DRAINING") ? SlowRequest.atWarming(app, watch) : null) {
				watch.awaitPhase(phase);
				assertThat(watch.pointer("pending")).isEqualTo("1.1.0");
				assertThat(watch.pointer("current")).isEqualTo("1.0.0");
				app.close();
			}
		}
	}

	private void requireInterrupted(String phase) {
		try (AppProcess app = launcher().start(SampleRelease.FIRST.jar())) {
			InstanceWatch watch = new InstanceWatch(app);
			assertThat(served(app)).isEqualTo("1.0.0");
			Answer snapshot = watch.actuator().snapshot();
			assertThat(snapshot.value("state")).as(snapshot.text()).isEqualTo("FAILED");
			assertThat(snapshot.value("outcome")).isEqualTo("INTERRUPTED");
			assertThat(snapshot.value("reason")).isEqualTo("INTERRUPTED");
			assertThat(snapshot.value("retryable")).isEqualTo("true");
			assertThat(snapshot.value("error.message")).contains("1.1.0", "1.0.0 serves", "perhaps you should");
			if (!BEFORE_THE_SUCCESSOR.contains(phase)) {
				assertThat(snapshot.value("error.message")).contains(phase);
			}
			watch.awaitAlone(app.pid());
			requireNothingButTheDownload(watch);
		}
	}

	/** What had arrived is kept for a retry, until the update is put away. */
	private static void requireNothingButTheDownload(InstanceWatch watch) {
		assertThat(watch.entries("incoming")).allMatch((name) -> name.matches("1\\.1\\.0-[0-9a-f]+\\.(part|json)"));
		if (!watch.entries("incoming").isEmpty()) {
			assertThat(watch.actuator().verb("cancel").value("state")).isEqualTo("IDLE");
			await("what had arrived is deleted").atMost(Duration.ofSeconds(10))
				.until(() -> watch.entries("incoming").isEmpty());
		}
	}

	private void requireBooted(SampleRelease started, String version) {
		int before = told().size();
		try (AppProcess app = launcher().start(started.jar())) {
			InstanceWatch watch = new InstanceWatch(app);
			assertThat(served(app)).isEqualTo(version);
			assertThat(app.generations()).containsExactly(app.pid());
			requireTold(told().subList(before, told().size()), started, version);
			watch.awaitAlone(app.pid());
			watch.until("current", (snapshot) -> watch.pointer("current").equals(version));
			assertThat(watch.owner()).isEqualTo(app.pid());
		}
	}

	/** One line says that another release runs than the one named, and none else. */
	private void requireTold(List<String> told, SampleRelease started, String version) {
		if (started.version().equals(version)) {
			assertThat(told).isEmpty();
		}
		else {
			assertThat(told).containsExactly("HotUpdate: version " + version + " is current in "
					+ AppProcess.home(this.folder).toAbsolutePath() + ", it runs instead of " + started.version()
					+ " (hotupdate.boot-current=false runs the jar named)");
		}
	}

	/** The lines that tell of it, of all starts. */
	private List<String> told() {
		try {
			return Files.readAllLines(AppProcess.log(this.folder))
				.stream()
				.filter((line) -> line.startsWith("HotUpdate: version"))
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String served(AppProcess app) {
		try (SlowRequest request = SlowRequest.send(app, 0)) {
			return request.release();
		}
		catch (Exception ex) {
			throw new AssertionError(app.tail(), ex);
		}
	}

	private AppLauncher launcher() {
		return AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.port(this.port)
			.property("hotupdate.warm-up.requests", 100_000_000)
			.property("hotupdate.warm-up.max-duration", "3s")
			.property("hotupdate.probation.duration", "60s");
	}

}
