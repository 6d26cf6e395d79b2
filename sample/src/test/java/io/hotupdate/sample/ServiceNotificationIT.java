package io.hotupdate.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.hotupdate.sample.ActuatorClient.Answer;
import io.hotupdate.sample.NotifySocket.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What systemd is told of an instance without the supervisor, as seen by a systemd that
 * believes the main process alone.
 */
class ServiceNotificationIT {

	private static final int UPDATES = Benchmarks.count("updates", Boolean.getBoolean("hotupdate.soak") ? 5 : 2);

	private static final Duration LIMIT = Duration.ofMinutes(3);

	@TempDir
	Path folder;

	/** The path of a socket has to be short. */
	private Path directory;

	private NotifySocket socket;

	@BeforeEach
	void listen() throws IOException {
		this.directory = Files.createTempDirectory("notify");
		this.socket = new NotifySocket(this.directory.resolve("s"));
	}

	@AfterEach
	void close() throws IOException {
		this.socket.close();
		Files.deleteIfExists(this.directory.resolve("s"));
		Files.delete(this.directory);
	}

	@Test
	void mainProcessTellsAndMovesToEachSuccessor() throws Exception {
		List<String> versions = forge();
		try (AppProcess app = launcher("NOTIFY_SOCKET=" + this.directory.resolve("s"), "WATCHDOG_USEC=2000000")
			.start(SampleRelease.FIRST.jar())) {
			await().atMost(LIMIT).until(() -> count("READY=1") == 1);
			assertThat(plan(app)).contains("NO_SUPERVISOR");
			assertThat(ActuatorClient.of(app).snapshot().value("handover.because")).contains("without the supervisor");
			long main = app.pid();
			List<Long> mains = new ArrayList<>(List.of(main));
			for (String version : versions) {
				Answer answer = ActuatorClient.of(app).update(version, LIMIT, "confirmed");
				assertThat(answer.value("outcome")).as(() -> answer.text() + app.tail()).isEqualTo("SUCCEEDED");
				main = InstanceWatch.successor(ActuatorClient.of(app).snapshot());
				mains.add(main);
				awaitTold(main, "STATUS=Version " + version + " serves");
				awaitTold(main, "WATCHDOG=1");
				long alone = main;
				await().atMost(LIMIT).until(() -> app.generations().equals(List.of(alone)));
			}
			app.term(main);
			await().atMost(LIMIT).until(() -> app.generations().isEmpty());
			assertThat(count("READY=1")).as(this::told).isEqualTo(1);
			assertThat(count("STOPPING=1")).as(this::told).isEqualTo(1);
			assertThat(followed(app.pid())).as(this::told).isEqualTo(mains);
			assertOrder(app.pid(), versions, mains);
		}
	}

	@Test
	void takeBackLeavesTheMainProcessAndAStopInProbationWaitsForTheOther() throws Exception {
		try (AppProcess app = launcher("NOTIFY_SOCKET=" + this.directory.resolve("s"))
			.property("hotupdate.probation.duration", "10m")
			.start(SampleRelease.FIRST.jar())) {
			InstanceWatch watch = new InstanceWatch(app);
			watch.update(SampleRelease.SECOND);
			watch.awaitPhase("PROBATION");
			watch.actuator().verb("rollback?wait=60s");
			watch.awaitAlone(app.pid());
			awaitTold(app.pid(), "STATUS=Version 1.0.0 serves, update to 1.1.0: TAKEN_BACK (REQUESTED)");
			watch.update(SampleRelease.THIRD);
			Answer probation = watch.awaitPhase("PROBATION");
			awaitTold(app.pid(), "STATUS=Version 1.2.0 serves in probation, update to 1.2.0: PROBATION "
					+ probation.value("progress") + " %");
			long successor = InstanceWatch.successor(probation);
			try (SlowRequest slow = SlowRequest.send(app, 4000)) {
				app.term(app.pid());
				assertThat(slow.status()).isEqualTo(200);
				app.awaitExit();
				assertThat(LinuxProcesses.isAlive(successor)).as("systemd ends what outlives the main process")
					.isFalse();
			}
			assertThat(this.socket.messages()).as(this::told)
				.allMatch((message) -> message.pid() == app.pid())
				.noneMatch((message) -> message.assigns("MAINPID"))
				.filteredOn((message) -> message.says("STOPPING=1"))
				.hasSize(1);
		}
	}

	@Test
	void supervisorTellsForAllGenerations() throws Exception {
		List<String> versions = forge();
		Path file = this.folder.resolve("app.pid");
		try (AppProcess app = launcher("NOTIFY_SOCKET=" + this.directory.resolve("s"), "WATCHDOG_USEC=2000000")
			.property("hotupdate.supervisor.enabled", true)
			.property("hotupdate.pid-file", file)
			.start(SampleRelease.FIRST.jar())) {
			awaitTold(app.pid(), "READY=1");
			assertThat(plan(app)).doesNotContain("NO_SUPERVISOR");
			for (String version : versions) {
				Answer answer = ActuatorClient.of(app).update(version, LIMIT, "confirmed");
				assertThat(answer.value("outcome")).as(() -> answer.text() + app.tail()).isEqualTo("SUCCEEDED");
				awaitTold(app.pid(), "STATUS=Version " + version + " serves");
				await().atMost(LIMIT).until(() -> app.generations().size() == 2);
			}
			assertThat(file).hasContent(String.valueOf(app.pid()));
			long serving = app.generations().stream().filter((pid) -> pid != app.pid()).findFirst().orElseThrow();
			app.kill9(serving);
			await().atMost(LIMIT).until(() -> texts().contains("has died with code 137"));
			await().atMost(LIMIT).until(app::answers);
			await().atMost(LIMIT).until(this::servesAfterDeath);
			assertThat(file).hasContent(String.valueOf(app.pid()));
			app.term();
			assertThat(app.awaitExit()).isEqualTo(143);
			assertThat(file).doesNotExist();
			assertThat(this.socket.messages()).as(this::told)
				.allMatch((message) -> message.pid() == app.pid())
				.noneMatch((message) -> message.assigns("MAINPID"));
			assertThat(count("READY=1")).isEqualTo(1);
			assertThat(count("STOPPING=1")).isEqualTo(1);
			assertThat(count("WATCHDOG=1")).isGreaterThan(1);
			assertThat(texts()).as(this::told)
				.containsSubsequence("READY=1", "STATUS=Version 1.0.0 serves, update to " + versions.get(0),
						"STATUS=Version " + versions.get(0) + " serves in probation", "has died with code 137",
						"STATUS=Serves in", "STOPPING=1");
		}
	}

	/** Clients are answered a moment before the supervisor is told who serves. */
	private boolean servesAfterDeath() {
		List<String> texts = texts();
		return texts.lastIndexOf("STATUS=Serves in") > texts.indexOf("has died with code 137");
	}

	/** What was told, each as its beginning that this test looks for. */
	private List<String> texts() {
		List<String> beginnings = List.of("READY=1", "STATUS=Version 1.0.0 serves, update to 1.1.0",
				"STATUS=Version 1.1.0 serves in probation", "STATUS=Serves in", "STOPPING=1");
		return this.socket.messages()
			.stream()
			.map(Message::text)
			.map((text) -> text.contains("has died with code 137") ? "has died with code 137"
					: beginnings.stream().filter(text::startsWith).findFirst().orElse(text))
			.toList();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void restartInPlaceIsAReload(boolean supervised) throws Exception {
		try (AppProcess app = launcher("NOTIFY_SOCKET=" + this.directory.resolve("s"))
			.property("hotupdate.supervisor.enabled", supervised)
			.property("hotupdate.handover.mode", "restart-in-place")
			.start(SampleRelease.FIRST.jar())) {
			ActuatorClient.of(app).update("1.1.0");
			awaitTold(app.pid(), "STATUS=Version 1.1.0 serves");
			assertThat(this.socket.messages().stream().map(ServiceNotificationIT::kind).distinct()).as(this::told)
				.containsExactly("READY", "STATUS", "RELOADING");
			assertThat(count("READY=1")).isEqualTo(2);
			if (supervised) {
				long serving = InstanceWatch.successor(ActuatorClient.of(app).snapshot());
				assertThat(app.generations()).containsExactlyInAnyOrder(app.pid(), serving);
				app.kill9(serving);
				awaitTold(app.pid(), "STATUS=Version 1.1.0 serves (restarts after crashes: 1)");
			}
		}
	}

	@Test
	void socketThatNobodyListensOnIsNoFault() throws Exception {
		try (AppProcess app = launcher("NOTIFY_SOCKET=" + this.directory.resolve("nobody"))
			.start(SampleRelease.FIRST.jar())) {
			Answer answer = ActuatorClient.of(app).update("1.1.0", LIMIT, "confirmed");
			assertThat(answer.value("outcome")).as(answer.text()).isEqualTo("SUCCEEDED");
			assertThat(Files.readString(app.log())).containsOnlyOnce("cannot be told");
		}
	}

	private AppLauncher launcher(String... variables) {
		List<String> words = new ArrayList<>(List.of("env"));
		words.addAll(List.of(variables));
		return AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.wrapper(words.toArray(String[]::new))
			.property("hotupdate.releases.location", SampleRelease.location(releases()))
			.property("hotupdate.warm-up.requests", 10)
			.property("hotupdate.probation.duration", "2s");
	}

	private Path releases() {
		return Files.isDirectory(this.folder.resolve("releases")) ? this.folder.resolve("releases")
				: SampleRelease.folder();
	}

	private List<String> forge() throws IOException {
		ReleaseForge forge = new ReleaseForge(SampleRelease.FIRST.jar(), this.folder.resolve("releases"));
		List<String> versions = new ArrayList<>();
		for (int i = 1; i <= UPDATES; i++) {
			forge.forge("1." + i + ".0");
			versions.add("1." + i + ".0");
		}
		return versions;
	}

	private static List<String> plan(AppProcess app) {
		return ActuatorClient.of(app)
			.post("/hotupdate/plan", Map.of())
			.json()
			.path("findings")
			.valueStream()
			.map((finding) -> finding.path("code").asString())
			.toList();
	}

	/** The main processes that a systemd with NotifyAccess=main would have had. */
	private List<Long> followed(long first) {
		List<Long> mains = new ArrayList<>(List.of(first));
		for (Message message : this.socket.messages()) {
			long main = mains.get(mains.size() - 1);
			assertThat(message.pid()).as("only the main process is believed: %s\n%s", message, told()).isEqualTo(main);
			if (message.assigns("MAINPID") && Long.parseLong(message.value("MAINPID")) != main) {
				mains.add(Long.parseLong(message.value("MAINPID")));
			}
		}
		return mains;
	}

	private void assertOrder(long first, List<String> versions, List<Long> mains) {
		List<String> expected = new ArrayList<>();
		expected.add(first + " READY=1");
		String serving = "1.0.0";
		for (int i = 0; i < versions.size(); i++) {
			expected.add(mains.get(i) + " STATUS=Version " + serving + " serves, update to " + versions.get(i));
			expected.add(mains.get(i) + " STATUS=Version " + versions.get(i) + " serves in probation");
			expected.add(mains.get(i) + " MAINPID=" + mains.get(i + 1));
			expected.add(mains.get(i + 1) + " STATUS=Version " + versions.get(i) + " serves");
			serving = versions.get(i);
		}
		expected.add(mains.get(mains.size() - 1) + " STOPPING=1");
		int found = 0;
		for (Message message : this.socket.messages()) {
			if (found < expected.size() && (message.pid() + " " + message.text()).startsWith(expected.get(found))) {
				found++;
			}
		}
		assertThat(found).as("told up to %s\n%s", expected.subList(0, found), told()).isEqualTo(expected.size());
	}

	private void awaitTold(long pid, String text) {
		await(text).atMost(LIMIT)
			.until(() -> this.socket.messages()
				.stream()
				.anyMatch((message) -> message.pid() == pid && message.says(text)));
	}

	private long count(String assignment) {
		return this.socket.messages().stream().filter((message) -> message.says(assignment)).count();
	}

	private static String kind(Message message) {
		return message.text().lines().findFirst().orElse("").replaceFirst("=.*", "");
	}

	private String told() {
		return this.socket.messages()
			.stream()
			.map((message) -> message.pid() + " " + message.text().replace("\n", "; "))
			.collect(Collectors.joining("\n"));
	}

}
