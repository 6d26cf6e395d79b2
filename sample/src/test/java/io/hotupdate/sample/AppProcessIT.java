package io.hotupdate.sample;

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/** Tests for {@link AppProcess} and for how the broken releases break. */
class AppProcessIT {

	@TempDir
	Path folder;

	@Test
	void closeEndsEveryProcessOfTheInstance() {
		AppProcess app = AppProcess.in(this.folder).start(SampleRelease.FIRST.jar());
		try (app) {
			assertThat(app.generations()).containsExactly(app.pid());
			assertThat(LinuxProcesses.commandLine(app.pid())).contains("--hotupdate.home=" + app.home());
			assertThat(LinuxProcesses.descriptors(app.pid())).contains(app.database().toString());
			assertThat(ActuatorClient.of(app).get("/health").value("status")).isEqualTo("UP");
			app.stop(app.pid());
		}
		assertThat(app.generations()).isEmpty();
		assertThat(LinuxProcesses.isAlive(app.pid())).isFalse();
	}

	@Test
	void startTellsWhyAReleaseEnded() {
		assertThatIllegalStateException()
			.isThrownBy(() -> AppProcess.in(this.folder).start(SampleRelease.EXITS.jar()).close())
			.withMessageContaining("ended with 3");
		assertThatIllegalStateException()
			.isThrownBy(() -> AppProcess.in(this.folder).start(SampleRelease.FAILS.jar()).close())
			.withMessageContaining("Failed to bind properties under 'spring.datasource.hikari.maximum-pool-size'");
	}

	@Test
	void neverReadyAnswersButRefusesReadiness() {
		try (AppProcess app = AppProcess.in(this.folder).start(SampleRelease.NEVER_READY.jar())) {
			ActuatorClient actuator = ActuatorClient.of(app);
			assertThat(actuator.get("/health/readiness").status()).isEqualTo(503);
			assertThat(actuator.get("/health/liveness").status()).isEqualTo(200);
		}
	}

	@Test
	void hangingReleaseLivesAndDoesNotAnswer() {
		try (AppProcess app = AppProcess.in(this.folder).launch(SampleRelease.HANGS.jar())) {
			await().atMost(Duration.ofSeconds(60)).until(() -> app.tail().contains("HikariPool-1 - Start completed"));
			assertThat(app.answers()).isFalse();
			app.term();
			assertThat(app.awaitExit()).isEqualTo(143);
		}
	}

}
