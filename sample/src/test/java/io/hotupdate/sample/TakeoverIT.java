package io.hotupdate.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

import io.hotupdate.sample.ActuatorClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Processes that know of each other by a directory alone hand over. */
class TakeoverIT {

	private static final Logger logger = LoggerFactory.getLogger(TakeoverIT.class);

	private static final int TAKEOVERS = Benchmarks.count("takeovers", Boolean.getBoolean("hotupdate.soak") ? 10 : 2);

	private static final Duration LIMIT = Duration.ofMinutes(3);

	private final int port = AppProcess.freePort();

	@TempDir
	Path folder;

	@Test
	void supervisorAndTakeoverAreNotForOneInstance() {
		try (AppProcess app = launcher("2s").property("hotupdate.supervisor.enabled", true)
			.launch(SampleRelease.FIRST.jar())) {
			assertThat(app.awaitExit()).isEqualTo(1);
			assertThat(app.tail()).contains("no process that is started by others can take over",
					"Perhaps you should update by a POST");
		}
	}

	@Test
	void unrelatedProcessesHandOverUnderLoad() {
		AppProcess serving = start("2s");
		try (LoadClient load = LoadClient.start(this.port)) {
			for (int i = 0; i < TAKEOVERS; i++) {
				awaitMore(load);
				// the last one takes over from its own version
				SampleRelease release = (i == 0) ? SampleRelease.SECOND : SampleRelease.THIRD;
				AppProcess newcomer = launcher("2s").launch(release.jar());
				try (AppProcess before = serving) {
					serving = newcomer;
					assertThat(before.awaitExit()).as(newcomer::tail).isZero();
				}
			}
			awaitMore(load);
			LoadResult result = load.stop();
			logger.info(Benchmarks.report(TakeoverIT.class, TAKEOVERS + " takeovers in a row under load",
					result.toString()));
			assertThat(result.failures()).as(result.toString()).isEmpty();
			InstanceWatch watch = new InstanceWatch(serving);
			watch.awaitAlone(serving.pid());
			Answer snapshot = watch.actuator().snapshot();
			assertThat(snapshot.value("outcome")).as(snapshot.text()).isEqualTo("SUCCEEDED");
			assertThat(snapshot.value("currentVersion")).isEqualTo(snapshot.value("targetVersion")).isNotEmpty();
			assertThat(watch.pointer("current")).isEqualTo(snapshot.value("currentVersion"));
			assertThat(watch.owner()).isEqualTo(serving.pid());
			assertThat(watch.actuator().get("/hotupdate/history").text()).contains("1.1.0");
		}
		finally {
			serving.close();
		}
		assertThat(offered()).as("killed, not closed").isNotEmpty();
	}

	@Test
	void killedNewcomerIsTakenBackAndTheNextOneComes() throws IOException {
		try (AppProcess app = start("60s")) {
			InstanceWatch watch = new InstanceWatch(app);
			try (AppProcess killed = launcher("60s").launch(SampleRelease.SECOND.jar())) {
				watch.awaitPhase("PROBATION");
				assertThat(watch.owner()).isEqualTo(killed.pid());
				assertRefused("third", SampleRelease.SECOND, "Cannot start in state PROBATION");
				killed.kill9();
				Answer end = watch.awaitOutcome("TAKEN_BACK");
				assertThat(end.value("currentVersion")).isEqualTo("1.0.0");
			}
			watch.awaitAlone(app.pid());
			assertThat(watch.owner()).isEqualTo(app.pid());
			assertThat(watch.pointer("current")).isEqualTo("1.0.0");
			try (AppProcess next = launcher("60s").launch(SampleRelease.SECOND.jar())) {
				await().atMost(LIMIT).ignoreExceptions().until(() -> watch.actuator().verb("confirm").status() < 300);
				assertThat(app.awaitExit()).as(app::tail).isZero();
				new InstanceWatch(next).awaitAlone(next.pid());
			}
		}
	}

	@Test
	void onlyItsLikeTakesOver() throws IOException {
		try (AppProcess app = start("2s")) {
			assertRefused("other-application", SampleRelease.OTHER_APPLICATION, "is com.example.billing:billing");
			assertThat(app.answers()).isTrue();
			assertThat(ActuatorClient.of(app).snapshot().value("outcome")).isEmpty();
			app.kill9();
			await().atMost(LIMIT).until(() -> !app.isAlive());
		}
		assertThat(offered()).as("what a killed process leaves").isNotEmpty();
		try (AppProcess app = start("2s")) {
			await().atMost(LIMIT)
				.until(() -> Files.readString(app.log())
					.split("hotupdate.handover.takeover takes over", -1).length == 3);
			try (AppProcess one = second("one").launch(SampleRelease.SECOND.jar());
					AppProcess two = second("two").launch(SampleRelease.SECOND.jar())) {
				await().atMost(LIMIT).until(() -> !one.isAlive() || !two.isAlive());
				AppProcess loser = one.isAlive() ? two : one;
				AppProcess winner = one.isAlive() ? one : two;
				assertThat(loser.awaitExit()).isEqualTo(1);
				assertThat(Files.readString(loser.log())).contains("APPLICATION FAILED TO START")
					.contains("does not hand over to this one");
				assertThat(app.awaitExit()).as(winner::tail).isZero();
				assertThat(winner.isAlive()).isTrue();
			}
		}
	}

	@Test
	@EnabledIf("isRoot")
	void anotherUserIsRefused() throws Exception {
		Path theirs = Files.createDirectories(this.folder.resolve("theirs"));
		Files.setPosixFilePermissions(this.folder, PosixFilePermissions.fromString("rwxr-xr-x"));
		Files.setAttribute(theirs, "unix:uid", 65534);
		try (AppProcess app = start("2s")) {
			AppLauncher other = AppProcess.in(theirs)
				.port(this.port)
				.property("hotupdate.handover.takeover", directory())
				.wrapper("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
			try (AppProcess process = other.launch(readable(SampleRelease.SECOND.jar()))) {
				assertThat(process.awaitExit()).isEqualTo(1);
				assertThat(Files.readString(process.log())).contains("belongs to user 0 and not to 65534");
			}
			assertThat(app.answers()).isTrue();
		}
	}

	static boolean isRoot() throws IOException {
		return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
	}

	private Path readable(Path jar) throws IOException {
		return Files.copy(jar, this.folder.resolve("app.jar"));
	}

	private void assertRefused(String name, SampleRelease release, String why) throws IOException {
		try (AppProcess process = second(name).launch(release.jar())) {
			assertThat(process.awaitExit()).as(process::tail).isEqualTo(1);
			assertThat(Files.readString(process.log())).contains("APPLICATION FAILED TO START").contains(why);
		}
	}

	private AppProcess start(String probation) {
		return launcher(probation).start(SampleRelease.FIRST.jar());
	}

	private AppLauncher launcher(String probation) {
		return AppProcess.in(this.folder)
			.port(this.port)
			.property("hotupdate.handover.takeover", directory())
			.property("hotupdate.probation.duration", probation);
	}

	/** With a log of its own. */
	private AppLauncher second(String name) throws IOException {
		return AppProcess.in(Files.createDirectories(this.folder.resolve(name)))
			.port(this.port)
			.property("hotupdate.home", AppProcess.home(this.folder))
			.property("hotupdate.handover.takeover", directory())
			.property("hotupdate.probation.duration", "2s");
	}

	private Path directory() {
		return this.folder.resolve("offer");
	}

	private List<String> offered() {
		return List.of(directory().toFile().list());
	}

	/** Two seconds' worth of requests. */
	private static void awaitMore(LoadClient load) {
		long enough = load.done() + 600;
		await().atMost(LIMIT).until(() -> load.done() >= enough);
	}

}
