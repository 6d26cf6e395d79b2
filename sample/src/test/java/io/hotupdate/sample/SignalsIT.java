package io.hotupdate.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.hotupdate.sample.ActuatorClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Signals to real processes. */
@Timeout(600)
class SignalsIT {

	private static final Duration LIMIT = Duration.ofMinutes(2);

	private static final Duration RECORDED = Duration.ofSeconds(Boolean.getBoolean("hotupdate.soak") ? 60 : 8);

	private static final String ASKED = "An update was asked for";

	@TempDir
	Path folder;

	@Test
	void supervisorPassesThemToTheGenerationThatLeads() throws Exception {
		try (AppProcess app = launcher().property("hotupdate.supervisor.enabled", true)
			.property("hotupdate.signals.update", "ALRM")
			.property("spring.lifecycle.timeout-per-shutdown-phase", "60s")
			.start(SampleRelease.FIRST.jar())) {
			LogWatch log = new LogWatch(app.log());
			await().atMost(LIMIT).until(() -> Files.readString(app.log()).contains("Holding"));
			assertThat(Files.readString(app.log()).contains("SIGNAL_IGNORED")).isEqualTo(isInterruptIgnored());
			LinuxProcesses.signal(app.pid(), "USR1");
			log.await("The signal USR1 has come, and no generation takes it now", LIMIT);
			LinuxProcesses.signal(app.pid(), "HUP");
			log.await("The configuration was reloaded", LIMIT);
			stage(app);
			LinuxProcesses.signal(app.pid(), "ALRM");
			await().atMost(LIMIT)
				.until(() -> "SUCCEEDED".equals(ActuatorClient.of(app).snapshot().value("outcome"))
						&& app.generations().size() == 2);
			LogWatch later = new LogWatch(app.log());
			LinuxProcesses.signal(app.pid(), "HUP");
			later.await("The configuration was reloaded", LIMIT);
			try (SlowRequest slow = SlowRequest.send(app, 50_000)) {
				await().atMost(LIMIT).until(() -> ActuatorClient.of(app).snapshot().status() == 200);
				app.term();
				await().atMost(LIMIT).until(() -> !app.answers());
				assertThat(app.isAlive()).isTrue();
				app.term();
				assertThat(app.awaitExit()).isEqualTo(143);
				assertThat(slow.failure()).as("cut").isNotNull();
				later.await("Asked to stop again", LIMIT);
			}
		}
	}

	/** As in a build in the background of a shell. */
	private static boolean isInterruptIgnored() throws IOException {
		return Files.readAllLines(Path.of("/proc/self/status"))
			.stream()
			.filter((line) -> line.startsWith("SigIgn:"))
			.anyMatch((line) -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void nohupInTheBackgroundIsSaidAndHupStaysIgnored(boolean supervised) throws Exception {
		try (AppProcess app = launcher().property("hotupdate.supervisor.enabled", supervised)
			.wrapper("sh", "-c", "nohup \"$@\" & wait", "sh")
			.start(SampleRelease.FIRST.jar())) {
			await().atMost(LIMIT).until(() -> Files.readString(app.log()).contains("SIGNAL_IGNORED"));
			assertThat(Files.readString(app.log())).contains("started to ignore HUP", "started to ignore INT");
			assertThat(ActuatorClient.of(app).verb("plan").text()).contains("SIGNAL_IGNORED", "started to ignore HUP",
					"started to ignore INT");
			long pid = Long.parseLong(ActuatorClient.of(app).snapshot().value("generations.0.pid"));
			LinuxProcesses.signal(pid, "HUP");
			// with a supervisor that, else the shell
			long parent = ProcessHandle.of(pid).flatMap(ProcessHandle::parent).orElseThrow().pid();
			if (supervised) {
				LinuxProcesses.signal(parent, "HUP");
			}
			Answer reload = ActuatorClient.of(app).verb("reload");
			assertThat(reload.status()).as(reload.text()).isEqualTo(200);
			assertThat(LinuxProcesses.isAlive(pid)).isTrue();
			assertThat(LinuxProcesses.isAlive(parent)).isTrue();
			assertThat(Files.readString(app.log()).split("The configuration was reloaded", -1)).hasSize(2);
		}
	}

	/** The JVM samples threads by USR2, and nobody has sent it. */
	@Test
	void recordingStartsNoUpdateAndUsr1Does() throws Exception {
		try (AppProcess app = launcher().jvmOption(recording()).start(SampleRelease.FIRST.jar())) {
			LinuxProcesses.signal(app.pid(), "USR1");
			await().atMost(LIMIT)
				.until(() -> Files.readString(app.log())
					.contains("there is no complete newer release in " + staged(app)));
			Path jar = stage(app);
			assertStaysUpright(app, 1);
			LinuxProcesses.signal(app.pid(), "USR1");
			awaitUpdate(app, jar);
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
	@EnabledIfSystemProperty(named = "hotupdate.soak", matches = "true")
	void usr2IsTakenWhereTheJvmUsesAnother() throws Exception {
		try (AppProcess app = launcher().wrapper("env", "_JAVA_SR_SIGNUM=40")
			.property("hotupdate.signals.update", "USR2")
			.jvmOption(recording())
			.start(SampleRelease.FIRST.jar())) {
			Path jar = stage(app);
			assertStaysUpright(app, 0);
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

	private String recording() {
		return "-XX:StartFlightRecording=filename=" + this.folder.resolve("app.jfr");
	}

	/** Under load, since threads that rest are not sampled. */
	private static void assertStaysUpright(AppProcess app, int asked) throws IOException {
		try (LoadClient load = LoadClient.start(app.port())) {
			await().pollDelay(RECORDED)
				.atMost(LIMIT)
				.untilAsserted(() -> assertThat(app.generations()).containsExactly(app.pid()));
			assertThat(load.failed()).isZero();
		}
		assertThat(ActuatorClient.of(app).snapshot().value("updateId")).isEmpty();
		assertThat(Files.readString(app.log()).split(ASKED, -1)).hasSize(asked + 1);
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
