package io.hotupdate.sample;

import java.nio.file.Path;
import java.time.Duration;

import io.hotupdate.sample.ActuatorClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Every connector crosses; one that only one of two releases has is bound in time, or
 * drains.
 */
class ListenersIT {

	private static final Duration LIMIT = Duration.ofMinutes(3);

	@TempDir
	Path folder;

	@Test
	void managementPortOfItsOwnCrosses() {
		int management = AppProcess.freePort();
		AppLauncher launcher = launcher().property("management.server.port", management)
			.property("management.server.address", "127.0.0.1");
		try (AppProcess app = launcher.start(SampleRelease.FIRST.jar())) {
			ActuatorClient actuator = new ActuatorClient(management, app.home());
			awaitPort(actuator);
			String listener = LinuxProcesses.listener(management);
			update(actuator, app);
			assertThat(LinuxProcesses.listener(management)).isNotEmpty().isEqualTo(listener);
			assertThat(actuator.get("/info").value("build.version")).isEqualTo("1.1.0");
		}
	}

	@Test
	void managementPortThatOnlyTheSuccessorHasIsBoundBeforeItServes() {
		int management = AppProcess.freePort();
		AppLauncher launcher = launcher()
			.property("hotupdate.process.arguments[0]", "--management.server.port=" + management)
			.property("hotupdate.process.arguments[1]", "--management.server.address=127.0.0.1");
		try (AppProcess app = launcher.start(SampleRelease.FIRST.jar())) {
			Answer served = ActuatorClient.of(app).update("1.1.0", LIMIT, "serving");
			assertThat(served.status()).as(() -> served.text() + app.tail()).isEqualTo(200);
			Answer fromTheNewPort = new ActuatorClient(management, app.home()).snapshot();
			assertThat(fromTheNewPort.value("currentVersion")).isEqualTo("1.1.0");
			assertThat(fromTheNewPort.value("allowed")).doesNotContain("start");
		}
	}

	@Test
	void managementPortThatTheSuccessorDropsEndsWithThePredecessor() {
		int management = AppProcess.freePort();
		AppLauncher launcher = launcher().property("management.server.port", management)
			.property("management.server.address", "127.0.0.1")
			.property("hotupdate.process.arguments[0]", "--management.server.port=-1");
		try (AppProcess app = launcher.start(SampleRelease.FIRST.jar())) {
			ActuatorClient actuator = new ActuatorClient(management, app.home());
			awaitPort(actuator);
			Answer started = actuator.update("1.1.0");
			assertThat(started.status()).as(() -> started.text() + app.tail()).isEqualTo(202);
			await().atMost(LIMIT).untilAsserted(() -> {
				assertThat(app.generations()).hasSize(1).doesNotContain(app.pid());
				assertThat(LinuxProcesses.listener(management)).isEmpty();
			});
			assertThat(app.home().resolve("current")).hasContent("1.1.0");
		}
	}

	/** The management server starts after the application's. */
	private static void awaitPort(ActuatorClient actuator) {
		await().atMost(LIMIT).ignoreExceptions().until(() -> actuator.snapshot().status() == 200);
	}

	private AppLauncher launcher() {
		return AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.property("hotupdate.probation.duration", "1s")
			.property("hotupdate.warm-up.requests", 50);
	}

	private static void update(ActuatorClient actuator, AppProcess app) {
		Answer answer = actuator.update("1.1.0", LIMIT, "confirmed");
		assertThat(answer.status()).as(() -> answer.text() + "\n" + app.tail()).isEqualTo(200);
		await().atMost(LIMIT).until(() -> app.generations().size() == 1);
	}

}
