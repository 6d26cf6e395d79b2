package io.hotupdate.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.hotupdate.sample.ActuatorClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The Java under a running instance is moved away, as a package upgrade does. */
@Timeout(600)
class MovedInstallationIT {

	private static final Duration LIMIT = Duration.ofMinutes(3);

	/** Else the JDK starts processes by a helper of the installation that is gone. */
	private static final String WITHOUT_HELPER = "-Djdk.lang.Process.launchMechanism=FORK";

	@TempDir
	Path folder;

	@Test
	void successorRunsTheJavaOfJavaHome() throws Exception {
		Path home = link();
		try (AppProcess app = launcher(home).jvmOption(WITHOUT_HELPER)
			.wrapper("env", "JAVA_HOME=" + AppLauncher.javaHome())
			.start(SampleRelease.FIRST.jar())) {
			ActuatorClient actuator = ActuatorClient.of(app);
			assertThat(actuator.verb("plan").text()).doesNotContain("JAVA_MOVED", "NO_JAVA");
			Files.move(home, home.resolveSibling("moved"));
			Answer plan = actuator.verb("plan");
			assertThat(plan.value("possible")).as(plan.text()).isEqualTo("true");
			assertThat(plan.text()).contains("JAVA_MOVED", "JAVA_HOME, since " + home + ", which runs now, is gone");
			Answer answer = actuator.update("1.1.0", LIMIT, "confirmed");
			assertThat(answer.status()).as(() -> answer.text() + app.tail()).isEqualTo(200);
			await().atMost(LIMIT).until(() -> app.generations().size() == 1);
			List<String> command = LinuxProcesses.commandLine(app.generations().get(0));
			assertThat(command).first().isEqualTo(AppLauncher.javaHome().resolve("bin/java").toString());
		}
	}

	@Test
	void updateIsRefusedWhereThereIsNoOther() throws Exception {
		Path home = link();
		try (AppProcess app = launcher(home).jvmOption(WITHOUT_HELPER)
			.wrapper("env", "-u", "JAVA_HOME", "PATH=/nowhere")
			.start(SampleRelease.FIRST.jar())) {
			Files.move(home, home.resolveSibling("moved"));
			Answer answer = ActuatorClient.of(app).update("1.1.0");
			assertThat(answer.status()).as(answer.text()).isEqualTo(422);
			assertThat(answer.value("error.message")).contains("The Java that runs now, " + home + ", is gone",
					"Perhaps you should set hotupdate.process.java-home");
			assertThat(app.answers()).isTrue();
			Files.move(home.resolveSibling("moved"), home);
			Answer again = ActuatorClient.of(app).update("1.1.0", LIMIT, "confirmed");
			assertThat(again.status()).as(() -> again.text() + app.tail()).isEqualTo(200);
		}
	}

	/**
	 * The order desk's database driver starts a process, by which the JDK has decided.
	 */
	@Test
	void updateSaysThatTheHelperIsGone() throws Exception {
		Path home = link();
		try (AppProcess app = launcher(home).wrapper("env", "JAVA_HOME=" + AppLauncher.javaHome())
			.start(SampleRelease.FIRST.jar())) {
			Path moved = Files.move(home, home.resolveSibling("moved"));
			Answer answer = ActuatorClient.of(app).update("1.1.0", LIMIT, "confirmed");
			assertThat(answer.status()).as(() -> answer.text() + app.tail()).isEqualTo(422);
			assertThat(answer.value("error.message")).contains("starts processes through a helper program from there",
					"ut that version back (a link to it will do)");
			assertThat(ActuatorClient.of(app).verb("plan").text()).contains("JAVA_MOVED_HELPER");
			assertThat(app.answers()).isTrue();
			Files.createSymbolicLink(home, moved);
			Answer again = ActuatorClient.of(app).update("1.1.0", LIMIT, "confirmed");
			assertThat(again.status()).as(() -> again.text() + app.tail()).isEqualTo(200);
		}
	}

	private AppLauncher launcher(Path home) {
		return AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.javaHome(home)
			.property("hotupdate.probation.duration", "1s")
			.property("hotupdate.warm-up.requests", 100);
	}

	/** An installation of its own, much smaller than a copy of the JDK. */
	private Path link() throws IOException, InterruptedException {
		Path home = this.folder.resolve("java");
		Path jlink = AppLauncher.javaHome().resolve("bin/jlink");
		assumeTrue(Files.isExecutable(jlink), "This JDK cannot link a runtime image");
		Process process = new ProcessBuilder(jlink.toString(), "--add-modules",
				"java.se,jdk.unsupported,jdk.crypto.ec,jdk.zipfs,jdk.management", "--strip-debug", "--no-header-files",
				"--no-man-pages", "--output", home.toString())
			.inheritIO()
			.start();
		assumeTrue(process.waitFor() == 0, "This JDK cannot link a runtime image");
		return home;
	}

}
