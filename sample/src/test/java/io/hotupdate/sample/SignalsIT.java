package io.hotupdate.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.hotupdate.sample.ActuatorClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Signals to real processes. */
@Timeout(600)
class SignalsIT {

	private static final Duration LIMIT = Duration.ofMinutes(2);

	private static final Duration RECORDED = Duration.ofSeconds(Boolean.getBoolean("hotupdate.soak") ? 120 : 8);

	private static final String ASKED = "An update was asked for";

	@TempDir
	Path folder;

	@Test
	void nohupIsSaidAndHupStaysIgnored() throws Exception {
		try (AppProcess app = launcher().wrapper("nohup").start(SampleRelease.FIRST.jar())) {
			await().atMost(LIMIT).until(() -> Files.readString(app.log()).contains("SIGNAL_IGNORED"));
			assertThat(Files.readString(app.log())).contains("started to ignore HUP");
			assertThat(ActuatorClient.of(app).verb("plan").text()).contains("SIGNAL_IGNORED", "started to ignore HUP")
				.doesNotContain("started to ignore INT");
			LinuxProcesses.signal(app.pid(), "HUP");
			Answer reload = ActuatorClient.of(app).verb("reload");
			assertThat(reload.status()).isEqualTo(200);
			assertThat(app.isAlive()).isTrue();
			assertThat(Files.readString(app.log()).split("The configuration was reloaded", -1)).hasSize(2);
		}
	}

	@Test
	void backgroundJobOfShellIsSaid() throws Exception {
		try (AppProcess app = launcher().wrapper("sh", "-c", "\"$@\" & wait", "sh").start(SampleRelease.FIRST.jar())) {
			await().atMost(LIMIT).until(() -> Files.readString(app.log()).contains("SIGNAL_IGNORED"));
			assertThat(ActuatorClient.of(app).verb("plan").text()).contains("started to ignore INT")
				.doesNotContain("started to ignore HUP");
		}
	}

	@Test
	void usr1UpdatesToWhatIsStaged() throws Exception {
		try (AppProcess app = launcher().start(SampleRelease.FIRST.jar())) {
			LinuxProcesses.signal(app.pid(), "USR1");
			await().atMost(LIMIT).until(() -> Files.readString(app.log()).contains(ASKED));
			assertThat(app.tail()).contains("there is no complete newer release in " + staged(app));
			Path jar = stage(app);
			LinuxProcesses.signal(app.pid(), "USR1");
			awaitUpdate(app, jar);
		}
	}

	/** JDK 17 samples threads by USR2, and nobody has sent it. */
	@Test
	void recordingStartsNoUpdate() throws Exception {
		try (AppProcess app = launcher()
			.jvmOption("-XX:StartFlightRecording=filename=" + this.folder.resolve("app.jfr"))
			.start(SampleRelease.FIRST.jar()); LoadClient load = LoadClient.start(app.port())) {
			stage(app);
			assertStaysUpright(app);
			assertThat(load.failed()).isZero();
		}
	}

	@Test
	void usr2IsRefusedAtTheStart() throws Exception {
		try (AppProcess app = launcher().property("hotupdate.signals.update", "USR2")
			.launch(SampleRelease.FIRST.jar())) {
			assertThat(app.awaitExit()).isEqualTo(1);
			assertThat(app.tail()).contains("the JVM suspends threads by that signal", "perhaps you should",
					"_JAVA_SR_SIGNUM=40");
		}
	}

	@Test
	void usr2IsTakenWhereTheJvmUsesAnother() throws Exception {
		try (AppProcess app = launcher().wrapper("env", "_JAVA_SR_SIGNUM=40")
			.property("hotupdate.signals.update", "USR2")
			.jvmOption("-XX:StartFlightRecording=filename=" + this.folder.resolve("app.jfr"))
			.start(SampleRelease.FIRST.jar())) {
			Path jar;
			try (LoadClient load = LoadClient.start(app.port())) {
				jar = stage(app);
				assertStaysUpright(app);
				assertThat(load.failed()).isZero();
			}
			LinuxProcesses.signal(app.pid(), "USR2");
			awaitUpdate(app, jar);
		}
	}

	private AppLauncher launcher() {
		return AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.property("hotupdate.probation.duration", "2s")
			.property("hotupdate.warm-up.requests", 100);
	}

	private static Path staged(AppProcess app) {
		return app.home().resolve("staged");
	}

	private static Path stage(AppProcess app) throws IOException {
		return Files.copy(SampleRelease.SECOND.jar(), staged(app).resolve("order-desk.jar"));
	}

	private static void assertStaysUpright(AppProcess app) throws IOException {
		await().pollDelay(RECORDED)
			.atMost(LIMIT)
			.untilAsserted(() -> assertThat(app.generations()).containsExactly(app.pid()));
		assertThat(ActuatorClient.of(app).snapshot().value("updateId")).isEmpty();
		assertThat(Files.readString(app.log())).doesNotContain(ASKED);
	}

	private static void awaitUpdate(AppProcess app, Path jar) {
		await().atMost(LIMIT)
			.untilAsserted(() -> assertThat(ActuatorClient.of(app).snapshot().value("outcome")).as(app::tail)
				.isEqualTo("SUCCEEDED"));
		assertThat(ActuatorClient.of(app).snapshot().value("currentVersion")).isEqualTo("1.1.0");
		await().atMost(LIMIT).until(() -> Files.notExists(jar));
		await().atMost(LIMIT).until(() -> app.generations().size() == 1);
	}

}
