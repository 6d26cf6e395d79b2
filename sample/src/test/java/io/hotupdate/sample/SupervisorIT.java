package io.hotupdate.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.hotupdate.sample.ActuatorClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An instance with a supervisor: whatever dies comes back, and no connection is refused
 * meanwhile.
 */
class SupervisorIT {

	private static final Logger logger = LoggerFactory.getLogger(SupervisorIT.class);

	private static final boolean SOAK = Boolean.getBoolean("hotupdate.soak");

	private static final int KILLS = Benchmarks.count("kills", SOAK ? 10 : 2);

	private static final Duration LIMIT = Duration.ofMinutes(2);

	private static final long MB = 1 << 20;

	private static final LoadClient.Plan LOAD = new LoadClient.Plan(300, 0, Duration.ZERO);

	@TempDir
	Path folder;

	@Test
	void killedGenerationComesBackAndNothingIsRefused() throws Exception {
		List<Double> ratios = new ArrayList<>();
		LoadResult result;
		long cold = coldStart();
		try (AppProcess app = supervised().jvmOption("-Xms1g")
			.jvmOption("-XX:+AlwaysPreTouch")
			.property("hotupdate.restart.first-delay", "1ms")
			.property("hotupdate.restart.max-restarts", 100)
			.property("hotupdate.restart.window", "1d")
			.start(SampleRelease.FIRST.jar())) {
			awaitHeld(app);
			try (LoadClient load = LoadClient.start(app.port(), LOAD)) {
				for (int i = 0; i < KILLS; i++) {
					long before = load.done();
					await().atMost(LIMIT).until(() -> load.done() > before + 300);
					long killed = System.nanoTime();
					long generation = generation(app);
					app.kill9(generation);
					await().atMost(LIMIT).until(() -> generation(app) != generation && app.answers());
					ratios.add((System.nanoTime() - killed) / (double) cold);
				}
				result = load.stop();
			}
			long memory = LinuxProcesses.residentBytes(app.pid());
			logger.info("{} kills: {}, time to serving again to cold start {}, supervisor {} KiB", KILLS, result,
					ratios, memory / 1024);
			assertThat(result.count(Outcome.REFUSED)).as(result.toString()).isZero();
			assertThat(memory).isLessThan(50 * MB);
			StoredOrders stored = StoredOrders.in(app.database());
			assertThat(stored.missing(result.acknowledged())).isEmpty();
			assertThat(stored.duplicates()).isEmpty();
		}
	}

	@Test
	void updatesAreMadeBySupervisorsChildrenAndTheCurrentReleaseComesBack() throws Exception {
		Path pidFile = this.folder.resolve("app.pid");
		try (AppProcess app = supervised().property("hotupdate.probation.duration", "1s")
			.property("hotupdate.pid-file", pidFile)
			.start(SampleRelease.FIRST.jar()); PidFileReader reader = PidFileReader.start(pidFile, app)) {
			awaitHeld(app);
			ActuatorClient actuator = ActuatorClient.of(app);
			long first = generation(app);
			LoadResult result;
			try (LoadClient load = LoadClient.start(app.port(), LOAD)) {
				Answer updated = actuator.update("1.1.0", LIMIT, "confirmed");
				assertThat(updated.value("outcome")).as(() -> updated.text() + app.tail()).isEqualTo("SUCCEEDED");
				await().atMost(LIMIT).until(() -> !app.generations().contains(first));
				result = load.stop();
			}
			assertThat(result.failures()).as(result.toString()).isEmpty();
			long second = generation(app);
			assertThat(parent(second)).isEqualTo(app.pid());
			app.kill9(second);
			await().atMost(LIMIT).until(() -> generation(app) != second && app.answers());
			assertThat(actuator.snapshot().value("currentVersion")).isEqualTo("1.1.0");
			assertThat(reader.stop()).as(app::tail).isEmpty();
			assertThat(reader.read()).containsExactly(app.pid());
			app.term();
			assertThat(app.awaitExit()).isEqualTo(143);
			assertThat(pidFile).doesNotExist();
			assertThat(app.generations()).isEmpty();
			assertThat(app.filesInHome("run")).isEmpty();
		}
	}

	@Test
	void crashesBeyondTheLimitEndInMaintenance() {
		try (AppProcess app = supervised().property("hotupdate.restart.max-restarts", 1)
			.start(SampleRelease.FIRST.jar())) {
			awaitHeld(app);
			long first = generation(app);
			app.kill9(first);
			await().atMost(LIMIT).until(() -> generation(app) != first && app.answers());
			long second = generation(app);
			app.kill9(second);
			ActuatorClient actuator = ActuatorClient.of(app);
			await().atMost(LIMIT).until(() -> app.tail().contains("MAINTENANCE"));
			Answer health = actuator.get("/health");
			assertThat(health.status()).as(health.text()).isEqualTo(503);
			assertThat(health.text()).contains("MAINTENANCE", "tried again 1 times");
			assertThat(
					actuator.call("POST", "/hotupdate/resume", Map.of("Authorization", "Bearer wrong"), null).status())
				.isEqualTo(401);
			Answer resumed = actuator.verb("resume");
			assertThat(resumed.status()).as(resumed.text()).isEqualTo(202);
			await().atMost(LIMIT).until(app::answers);
			app.kill9(generation(app));
			await().atMost(LIMIT).until(app::answers);
			app.kill9(generation(app));
			await().atMost(LIMIT).until(() -> actuator.get("/hotupdate").text().contains("MAINTENANCE"));
			assertThat(actuator.update("1.1.0").status()).isEqualTo(202);
			await().atMost(LIMIT).until(app::answers);
			assertThat(actuator.snapshot().value("currentVersion")).as(app::tail).isEqualTo("1.1.0");
		}
	}

	@Test
	void killedSupervisorLeavesAServingGenerationAndTheNextOneTakesItOver() throws Exception {
		AppLauncher launcher = supervised();
		try (AppProcess app = launcher.start(SampleRelease.FIRST.jar())) {
			awaitHeld(app);
			long generation = generation(app);
			LoadResult result;
			try (LoadClient load = LoadClient.start(app.port(), LOAD)) {
				LogWatch log = new LogWatch(app.log());
				app.kill9();
				await().atMost(LIMIT).until(() -> load.done() > 600);
				try (AppProcess again = launcher.port(app.port()).launch(SampleRelease.FIRST.jar())) {
					await().atMost(LIMIT).until(() -> log.contains("This generation has a supervisor again"));
					await().atMost(LIMIT).until(() -> holdsListener(again));
					result = load.stop();
					assertThat(result.failures()).as(result.toString()).isEmpty();
					app.kill9(generation);
					await().atMost(LIMIT).until(() -> generation(again) != generation && again.answers());
					again.term();
					assertThat(again.awaitExit()).isEqualTo(143);
				}
			}
		}
	}

	@Test
	void dependencyThatIsDownHoldsTheRestartBackUntilItIsThereAgain() throws Exception {
		ServerSocket dependency = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
		int port = dependency.getLocalPort();
		try (AppProcess app = supervised().property("hotupdate.restart.dependencies", "tcp://127.0.0.1:" + port)
			.start(SampleRelease.FIRST.jar())) {
			awaitHeld(app);
			dependency.close();
			LogWatch log = new LogWatch(app.log());
			app.kill9(generation(app));
			log.await("The restart waits", LIMIT);
			try (RawConnection client = RawConnection.open(app.port(), LIMIT)) {
				client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
				assertThat(generation(app)).isZero();
				dependency = new ServerSocket(port, 10, InetAddress.getLoopbackAddress());
				assertThat(client.receive().status()).isEqualTo(200);
			}
			assertThat(log.text()).contains("Nothing is in the way of the restart any more");
		}
		finally {
			dependency.close();
		}
	}

	@Test
	void failureThatNoRetryMendsIsNotRetriedAndHangUpTriesAgain() throws Exception {
		Path settings = Files.writeString(this.folder.resolve("external.properties"), "");
		Path pidFile = this.folder.resolve("app.pid");
		try (AppProcess app = supervised().property("spring.config.additional-location", "file:" + settings)
			.property("hotupdate.pid-file", pidFile)
			.start(SampleRelease.FIRST.jar())) {
			awaitHeld(app);
			Files.writeString(settings, "server.tomcat.threads.max=many");
			app.kill9(generation(app));
			ActuatorClient actuator = ActuatorClient.of(app);
			await().atMost(LIMIT).until(() -> app.tail().contains("MAINTENANCE"));
			assertThat(actuator.get("/hotupdate").text()).contains("MAINTENANCE", "fail in the same way",
					"\"restarts\":1");
			assertThat(pidFile).as("after a start that failed").hasContent(String.valueOf(app.pid()));
			Files.writeString(settings, "server.tomcat.threads.max=50");
			LinuxProcesses.signal(app.pid(), "HUP");
			await().atMost(LIMIT).until(app::answers);
			assertThat(actuator.snapshot().value("state")).isEqualTo("IDLE");
		}
	}

	@Test
	void instanceThatDoesNotStartAtAllEndsWithTheCodeOfTheApplication() {
		try (AppProcess app = supervised().property("server.tomcat.threads.max", "many")
			.launch(SampleRelease.FIRST.jar())) {
			assertThat(app.awaitExit()).isEqualTo(1);
			assertThat(app.tail()).contains("no listener to answer on");
			assertThat(app.generations()).isEmpty();
		}
	}

	@Test
	void figuresThatCannotWorkAreRefusedAtTheStart() {
		try (AppProcess app = supervised().property("hotupdate.restart.window", "3m")
			.launch(SampleRelease.FIRST.jar())) {
			assertThat(app.awaitExit()).isEqualTo(1);
			assertThat(app.tail()).contains("hotupdate.restart.window", "perhaps you should set a longer window");
			assertThat(app.generations()).isEmpty();
		}
	}

	private AppLauncher supervised() {
		return AppProcess.in(this.folder).ownTemporaryFolder().property("hotupdate.supervisor.enabled", true);
	}

	/** Of the same command line without a supervisor. */
	private long coldStart() throws IOException {
		Path cold = Files.createDirectories(this.folder.resolve("cold"));
		long start = System.nanoTime();
		try (AppProcess app = AppProcess.in(cold)
			.jvmOption("-Xms1g")
			.jvmOption("-XX:+AlwaysPreTouch")
			.start(SampleRelease.FIRST.jar())) {
			assertThat(app.answers()).isTrue();
			return System.nanoTime() - start;
		}
	}

	private static void awaitHeld(AppProcess app) {
		await().atMost(LIMIT).until(() -> holdsListener(app));
	}

	private static boolean holdsListener(AppProcess app) {
		String socket = LinuxProcesses.listener(app.port());
		return !socket.isEmpty() && LinuxProcesses.descriptors(app.pid()).contains(socket);
	}

	/** The one generation that lives, 0 while there is none or more than one. */
	private static long generation(AppProcess app) {
		List<Long> children = app.generations()
			.stream()
			.filter((pid) -> parent(pid) == app.pid() || parent(pid) == 1)
			.toList();
		return (children.size() == 1) ? children.get(0) : 0;
	}

	private static long parent(long pid) {
		return ProcessHandle.of(pid).flatMap(ProcessHandle::parent).map(ProcessHandle::pid).orElse(0L);
	}

}
