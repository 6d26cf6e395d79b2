package io.hotupdate.sample;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

import io.hotupdate.sample.ActuatorClient.Answer;
import io.hotupdate.sample.ReleaseForge.Libraries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Pid files over updates, take-backs and the end: our own, and the one that Spring Boot's
 * writer is asked for.
 */
class PidFileIT {

	private static final Duration LIMIT = Duration.ofMinutes(3);

	private static final int UPDATES = Benchmarks.count("updates", Boolean.getBoolean("hotupdate.soak") ? 5 : 1);

	@TempDir
	Path folder;

	@Test
	@EnabledIfSystemProperty(named = "hotupdate.soak", matches = "true")
	void alwaysNameTheSupervisor() throws Exception {
		Path releases = this.folder.resolve("releases");
		Path first = forge(releases);
		Path own = this.folder.resolve("own").resolve("app.pid");
		Path boot = this.folder.resolve("boot.pid");
		try (AppProcess app = AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.property("hotupdate.releases.location", SampleRelease.location(releases))
			.property("hotupdate.warm-up.requests", 10)
			.property("hotupdate.probation.duration", "1s")
			.property("hotupdate.supervisor.enabled", true)
			.property("hotupdate.pid-file", own)
			.property("spring.pid.file", boot)
			.start(first);
				PidFileReader ownReader = PidFileReader.start(own, app);
				PidFileReader bootReader = PidFileReader.start(boot, app)) {
			for (int i = 1; i <= UPDATES; i++) {
				Answer answer = ActuatorClient.of(app).update("1." + i + ".0", LIMIT, "confirmed");
				assertThat(answer.value("outcome")).as(() -> answer.text() + app.tail()).isEqualTo("SUCCEEDED");
				await().atMost(LIMIT).until(() -> app.generations().size() == 2);
			}
			app.kill9(app.generations().stream().filter((pid) -> pid != app.pid()).findFirst().orElseThrow());
			await().atMost(LIMIT).until(app::answers);
			assertThat(ownReader.stop()).as(app::tail).isEmpty();
			assertThat(bootReader.stop()).as(app::tail).isEmpty();
			assertThat(ownReader.read()).containsExactly(app.pid());
			assertThat(bootReader.read()).containsExactly(app.pid());
			app.term();
			assertThat(app.awaitExit()).isEqualTo(143);
			assertThat(own).doesNotExist();
			assertThat(boot).doesNotExist();
		}
	}

	@Test
	void neverMissingNorWrong() throws Exception {
		Path releases = this.folder.resolve("releases");
		Path first = forge(releases);
		Path own = this.folder.resolve("own").resolve("app.pid");
		Path boot = this.folder.resolve("boot.pid");
		AppLauncher launcher = AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.property("hotupdate.releases.location", SampleRelease.location(releases))
			.property("hotupdate.warm-up.requests", 10)
			.property("hotupdate.pid-file", own)
			.property("spring.pid.file", boot);
		try (AppProcess app = launcher.start(first);
				PidFileReader ownReader = PidFileReader.start(own, app);
				PidFileReader bootReader = PidFileReader.start(boot, app)) {
			InstanceWatch watch = new InstanceWatch(app);
			takenBack(app, watch);
			for (int i = 1; i <= UPDATES; i++) {
				confirmed(watch, i);
				assertThat(own).hasContent(String.valueOf(app.generations().get(0)));
				assertThat(boot).hasContent(String.valueOf(app.generations().get(0)));
			}
			assertThat(ownReader.stop()).as(app::tail).isEmpty();
			assertThat(bootReader.stop()).as(app::tail).isEmpty();
			app.term(app.generations().get(0));
			await().atMost(LIMIT).until(() -> app.generations().isEmpty());
			assertThat(own).doesNotExist();
			assertThat(boot).doesNotExist();
		}
	}

	@Test
	void successorTakesItOverWhenThePredecessorIsKilled() {
		Path own = this.folder.resolve("app.pid");
		AppLauncher launcher = AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.property("hotupdate.warm-up.requests", 10)
			.property("hotupdate.probation.duration", "10m")
			.property("hotupdate.pid-file", own);
		try (AppProcess app = launcher.start(SampleRelease.FIRST.jar())) {
			InstanceWatch watch = new InstanceWatch(app);
			watch.update(SampleRelease.SECOND);
			long successor = InstanceWatch.successor(watch.awaitPhase("PROBATION"));
			assertThat(own).hasContent(String.valueOf(app.pid()));
			app.kill9();
			await().atMost(LIMIT).untilAsserted(() -> assertThat(own).hasContent(String.valueOf(successor)));
		}
	}

	/** The traffic goes back once on request and once because the successor dies. */
	private static void takenBack(AppProcess app, InstanceWatch watch) {
		watch.update(SampleRelease.SECOND);
		watch.awaitPhase("PROBATION");
		Answer back = watch.actuator().verb("rollback?wait=60s");
		assertThat(back.value("outcome")).isEqualTo("TAKEN_BACK");
		watch.awaitAlone(app.pid());
		watch.update(SampleRelease.SECOND);
		app.kill9(InstanceWatch.successor(watch.awaitPhase("PROBATION")));
		watch.awaitOutcome("TAKEN_BACK");
		watch.awaitAlone(app.pid());
	}

	private void confirmed(InstanceWatch watch, int number) {
		Answer begun = watch.actuator().update("1." + number + ".0");
		assertThat(begun.status()).as(begun.text()).isEqualTo(202);
		long successor = InstanceWatch.successor(watch.awaitPhase("PROBATION"));
		watch.actuator().verb("confirm");
		watch.awaitOutcome("SUCCEEDED");
		watch.awaitAlone(successor);
	}

	/** Releases with Spring Boot's writer, as an application registers it. */
	private Path forge(Path releases) throws IOException {
		Path library = this.folder.resolve("pid-file-writer.jar");
		try (OutputStream file = Files.newOutputStream(library); JarOutputStream jar = new JarOutputStream(file)) {
			jar.putNextEntry(new JarEntry("META-INF/spring.factories"));
			jar.write(("org.springframework.context.ApplicationListener="
					+ "org.springframework.boot.context.ApplicationPidFileWriter\n")
				.getBytes(StandardCharsets.ISO_8859_1));
			jar.closeEntry();
		}
		ReleaseForge forge = new ReleaseForge(SampleRelease.FIRST.jar(), releases);
		Libraries libraries = new Libraries(List.of(), List.of(library));
		for (int i = 1; i <= UPDATES; i++) {
			forge.forge("1." + i + ".0", libraries);
		}
		return forge.forge("1.0.0", libraries);
	}

}
