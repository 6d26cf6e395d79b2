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
		AppProcess app = AppProcess.in(this.folder).ownTemporaryFolder().start(SampleRelease.FIRST.jar());
		try (app) {
			assertThat(app.generations()).containsExactly(app.pid());
			assertThat(LinuxProcesses.commandLine(app.pid())).contains("--hotupdate.home=" + app.home());
			assertThat(LinuxProcesses.descriptors(app.pid())).contains(app.database().toString());
			assertThat(app.temporaryFiles()).anyMatch((file) -> file.contains("sqlitejdbc"));
			// it answers a moment before it is ready
			await().atMost(Duration.ofSeconds(60))
				.until(() -> ActuatorClient.of(app).get("/health").value("status").equals("UP"));
			app.stop(app.pid());
		}
		assertThat(app.generations()).isEmpty();
		assertThat(LinuxProcesses.isAlive(app.pid())).isFalse();
	}

	@Test
	void startTellsWhyAReleaseEnded() {
		assertThatIllegalStateException()
			.isThrownBy(() -> AppProcess.in(this.folder).ownTemporaryFolder().start(SampleRelease.EXITS.jar()).close())
			.withMessageContaining("ended with 3");
		assertThatIllegalStateException()
			.isThrownBy(() -> AppProcess.in(this.folder).ownTemporaryFolder().start(SampleRelease.FAILS.jar()).close())
			.withMessageContaining("Failed to bind properties under 'spring.datasource.hikari.maximum-pool-size'");
	}

	@Test
	void neverReadyAnswersButRefusesReadiness() {
		try (AppProcess app = AppProcess.in(this.folder).ownTemporaryFolder().start(SampleRelease.NEVER_READY.jar())) {
			ActuatorClient actuator = ActuatorClient.of(app);
			assertThat(actuator.get("/health/readiness").status()).isEqualTo(503);
			assertThat(actuator.get("/health/liveness").status()).isEqualTo(200);
		}
	}

	@Test
	void hangingReleaseLivesAndDoesNotAnswer() {
		try (AppProcess app = AppProcess.in(this.folder).ownTemporaryFolder().launch(SampleRelease.HANGS.jar())) {
			await().atMost(Duration.ofSeconds(60)).until(() -> app.tail().contains("HikariPool-1 - Start completed"));
			assertThat(app.answers()).isFalse();
			app.term();
			assertThat(app.awaitExit()).isEqualTo(143);
		}
	}

	@Test
	void twoProcessesShareTheDatabase() throws Exception {
		AppLauncher launcher = AppProcess.in(this.folder).ownTemporaryFolder().property("hotupdate.enabled", false);
		try (AppProcess one = launcher.start(SampleRelease.FIRST.jar());
				AppProcess other = launcher.start(SampleRelease.SECOND.jar());
				LoadClient toOne = LoadClient.start(one.port());
				LoadClient toOther = LoadClient.start(other.port())) {
			await().atMost(Duration.ofSeconds(60)).until(() -> toOne.done() > 600 && toOther.done() > 600);
			LoadResult fromOne = toOne.stop();
			LoadResult fromOther = toOther.stop();
			assertThat(fromOne.failures()).as(fromOne.toString()).isEmpty();
			assertThat(fromOther.failures()).as(fromOther.toString()).isEmpty();
			StoredOrders stored = StoredOrders.in(one.database());
			assertThat(stored.total()).isEqualTo(fromOne.acknowledged().size() + fromOther.acknowledged().size());
			assertThat(stored.duplicates()).isEmpty();
		}
	}

}
