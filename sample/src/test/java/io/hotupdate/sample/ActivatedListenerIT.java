package io.hotupdate.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.hotupdate.sample.ActuatorClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Instances that were given their listener by whoever started them. */
class ActivatedListenerIT {

	private static final Duration LIMIT = Duration.ofMinutes(3);

	private static final List<String> VERSIONS = Boolean.getBoolean("hotupdate.soak") ? List.of("1.1.0", "1.2.0")
			: List.of("1.1.0");

	@TempDir
	Path folder;

	@ParameterizedTest
	@ValueSource(strings = { "descriptor", "input" })
	void servesAndUpdatesUnderLoad(String way) {
		int port = AppProcess.freePort();
		try (AppProcess app = launcher(port).wrapper(ActivationMain.wrapper(way, port))
			.start(SampleRelease.FIRST.jar())) {
			String listener = LinuxProcesses.listener(port);
			LoadResult result;
			try (LoadClient load = LoadClient.start(port)) {
				awaitMore(load);
				for (String version : VERSIONS) {
					update(app, version);
					awaitMore(load);
				}
				result = load.stop();
			}
			assertThat(result.failures()).as(() -> result + "\n" + app.tail()).isEmpty();
			assertThat(result.releases().keySet()).contains("1.0.0").containsAll(VERSIONS);
			assertThat(LinuxProcesses.listener(port)).as("still the socket that it was given").isEqualTo(listener);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "descriptor", "input" })
	void supervisorTakesItAndAKilledGenerationRefusesNobody(String way) {
		int port = AppProcess.freePort();
		try (AppProcess app = launcher(port).property("hotupdate.supervisor.enabled", true)
			.wrapper(ActivationMain.wrapper(way, port))
			.start(SampleRelease.FIRST.jar())) {
			String listener = LinuxProcesses.listener(port);
			assertThat(LinuxProcesses.descriptors(app.pid())).contains(listener);
			LoadResult result;
			try (LoadClient load = LoadClient.start(port)) {
				awaitMore(load);
				if (way.equals("descriptor")) {
					update(app, "1.1.0");
				}
				await().atMost(LIMIT).until(() -> app.generations().size() == 2);
				long serving = app.generations().stream().filter((pid) -> pid != app.pid()).findFirst().orElseThrow();
				assertThat(LinuxProcesses.descriptors(serving)).as("once, and not as its input")
					.containsOnlyOnce(listener);
				app.kill9(serving);
				await().atMost(LIMIT).until(() -> app.generations().size() == 2 && app.answers());
				awaitMore(load);
				result = load.stop();
			}
			assertThat(result.count(Outcome.REFUSED)).as(() -> result + "\n" + app.tail()).isZero();
			assertThat(LinuxProcesses.listener(port)).isEqualTo(listener);
			assertThat(ActuatorClient.of(app).verb("plan").text()).doesNotContain("INETD", "SOCKET_UNUSED");
			app.term();
			assertThat(app.awaitExit()).isEqualTo(143);
		}
	}

	@Test
	void olderJarRunsTheCurrentReleaseOnTheListenerItWasGiven() {
		int port = AppProcess.freePort();
		try (AppProcess app = launcher(port).start(SampleRelease.FIRST.jar())) {
			update(app, "1.1.0");
			await().atMost(LIMIT).until(() -> app.generations().size() == 1);
			app.term(app.generations().get(0));
			await().atMost(LIMIT).until(() -> app.generations().isEmpty());
		}
		try (AppProcess app = launcher(port).wrapper(ActivationMain.wrapper("descriptor", port))
			.start(SampleRelease.FIRST.jar())) {
			Answer snapshot = ActuatorClient.of(app).snapshot();
			assertThat(snapshot.value("currentVersion")).isEqualTo("1.1.0");
			assertThat(app.generations()).as("the same process all along").isEqualTo(List.of(app.pid()));
			assertThat(new InstanceWatch(app).holdsListener(app.pid())).isTrue();
			update(app, "1.2.0");
		}
	}

	@Test
	void socketWithoutAConnectorIsTold() {
		int port = AppProcess.freePort();
		int other = AppProcess.freePort();
		try (AppProcess app = launcher(port).wrapper(ActivationMain.wrapper("descriptor", other))
			.start(SampleRelease.FIRST.jar())) {
			await().atMost(LIMIT).until(() -> LinuxProcesses.listener(other).isEmpty());
			assertThat(app.tail()).contains("SOCKET_UNUSED").contains("/127.0.0.1:" + other);
			update(app, "1.1.0");
		}
	}

	private AppLauncher launcher(int port) {
		return AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.port(port)
			.property("hotupdate.warm-up.requests", 10)
			.property("hotupdate.probation.duration", "1s");
	}

	private static void update(AppProcess app, String version) {
		Answer answer = ActuatorClient.of(app).update(version, LIMIT, "confirmed");
		assertThat(answer.value("outcome")).as(() -> answer.text() + "\n" + app.tail()).isEqualTo("SUCCEEDED");
	}

	private static void awaitMore(LoadClient load) {
		long enough = load.done() + 300;
		await().atMost(LIMIT).until(() -> load.done() >= enough);
	}

}
