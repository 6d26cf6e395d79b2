package io.hotupdate.sample;

import java.nio.file.Path;
import java.time.Duration;

import io.hotupdate.sample.ActuatorClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Where no listener can be shared the same process becomes the new release. */
class RestartInPlaceIT {

	private static final Duration LIMIT = Duration.ofMinutes(3);

	@TempDir
	Path folder;

	@Test
	void processBecomesTheNewRelease() {
		AppLauncher launcher = AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.property("hotupdate.handover.mode", "restart-in-place");
		try (AppProcess app = launcher.start(SampleRelease.FIRST.jar())) {
			ActuatorClient actuator = ActuatorClient.of(app);
			assertThat(actuator.snapshot().value("handover.mode")).isEqualTo("RESTART_IN_PLACE");
			Answer answer = actuator.update("1.1.0", LIMIT, "confirmed");
			assertThat(answer.status()).as("a waiting request does not hold up the restart: %s", answer.text())
				.isEqualTo(202);
			await().atMost(LIMIT).ignoreExceptions().until(() -> !actuator.snapshot().value("outcome").isEmpty());
			Answer after = actuator.snapshot();
			assertThat(after.value("outcome")).as(() -> after.text() + app.tail()).isEqualTo("SUCCEEDED");
			assertThat(after.value("currentVersion")).isEqualTo("1.1.0");
			assertThat(app.generations()).containsExactly(app.pid());
			assertThat(app.home().resolve("current")).hasContent("1.1.0");
			assertThat(app.home().resolve("pending")).doesNotExist();
		}
	}

	@Test
	void releaseThatDoesNotStartIsNotBootedAgain() {
		AppLauncher launcher = AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.property("hotupdate.handover.mode", "restart-in-place");
		int port;
		try (AppProcess app = launcher.start(SampleRelease.FIRST.jar())) {
			port = app.port();
			ActuatorClient.of(app).update(SampleRelease.FAILS.version());
			await().atMost(LIMIT).until(() -> app.generations().isEmpty());
		}
		try (AppProcess app = launcher.port(port).start(SampleRelease.FIRST.jar())) {
			Answer snapshot = ActuatorClient.of(app).snapshot();
			assertThat(snapshot.value("currentVersion")).isEqualTo("1.0.0");
			assertThat(snapshot.value("outcome")).isEqualTo("INTERRUPTED");
		}
	}

}
