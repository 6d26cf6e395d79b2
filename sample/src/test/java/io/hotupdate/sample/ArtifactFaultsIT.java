package io.hotupdate.sample;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.hotupdate.sample.ActuatorClient.Answer;
import io.hotupdate.sample.HttpFixture.Received;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/**
 * Artifacts that are not what they should be, over HTTP: each is refused with a status, a
 * reason and advice, and neither the store nor the service changes. All of it runs in CI.
 */
class ArtifactFaultsIT {

	private static final LoadClient.Plan LIGHT = new LoadClient.Plan(100, 0, Duration.ZERO);

	private static final String TOO_LARGE = "4.0.0";

	private static final long MAX_SIZE = 64L * 1024 * 1024;

	@TempDir
	Path folder;

	@TempDir
	Path published;

	private HttpFixture server;

	@BeforeEach
	void publish() throws IOException {
		try (var releases = Files.list(SampleRelease.folder())) {
			for (Path release : releases.toList()) {
				Files.createSymbolicLink(this.published.resolve(release.getFileName().toString()), release);
			}
		}
		Path large = this.published.resolve(SampleRelease.fileName(TOO_LARGE));
		try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
			file.setLength(MAX_SIZE + 1);
		}
		Files.writeString(Path.of(large + ".sha256"), "0".repeat(64));
		this.server = HttpFixture.serving(this.published);
	}

	@AfterEach
	void withdraw() throws IOException {
		this.server.close();
		try (var links = Files.list(this.published)) {
			for (Path link : links.toList()) {
				Files.delete(link);
			}
		}
	}

	@Test
	void artifactThatIsNotWhatWasAskedFor() throws IOException {
		try (AppProcess app = start(); LoadClient load = LoadClient.start(app.port(), LIGHT)) {
			InstanceWatch watch = new InstanceWatch(app);
			requireFailed(app, post(watch, "3.0.0"), 422, "DIGEST_MISSING", "RELEASE_NOT_FOUND");
			requireFailed(app, post(watch, SampleRelease.TRUNCATED.version()), 422, "DIGEST_MISMATCH");
			requireFailed(app, post(watch, SampleRelease.SECOND.version(), "sha256", "0".repeat(64)), 422,
					"DIGEST_MISMATCH");
			requireFailed(app, post(watch, TOO_LARGE), 422, "TOO_LARGE");
			requireFailed(app, post(watch, SampleRelease.NOT_A_BOOT_JAR.version()), 422, "NOT_A_BOOT_JAR");
			requireFailed(app, post(watch, SampleRelease.OTHER_APPLICATION.version()), 422, "OTHER_APPLICATION");
			requireFailed(app, post(watch, SampleRelease.OTHER_VERSION_INSIDE.version()), 422, "WRONG_VERSION");
			try (HttpFixture elsewhere = HttpFixture.serving(this.published)) {
				this.server.redirectTo(elsewhere.base());
				requireFailed(app, post(watch, SampleRelease.SECOND.version()), 422, "REDIRECT_NOT_ALLOWED");
				assertThat(elsewhere.requests()).isEmpty();
				this.server.redirectTo(null);
			}
			Answer cancelled = watch.actuator().verb("cancel");
			assertThat(cancelled.value("state")).as(cancelled.text()).isEqualTo("IDLE");
			requireUntouched(app, watch, load);
		}
	}

	@Test
	void requestThatIsRefused() throws IOException {
		try (AppProcess app = start();
				LoadClient load = LoadClient.start(app.port(), LIGHT);
				HttpFixture elsewhere = HttpFixture.serving(this.published)) {
			InstanceWatch watch = new InstanceWatch(app);
			String revision = watch.actuator().snapshot().value("revision");
			String outside = elsewhere.base() + "/" + SampleRelease.fileName("1.1.0");
			requireRefused(post(watch, "1.1.0", "artifact", outside), "ARTIFACT_NOT_ALLOWED");
			requireRefused(post(watch, "1.1.0", "artifact", this.server.base() + "/../etc/passwd"),
					"ARTIFACT_NOT_ALLOWED");
			requireRefused(post(watch, "1.1.0", "sha256", "abc"), "DIGEST_MALFORMED");
			requireRefused(post(watch, "../1.1.0"), "VERSION_INVALID");
			assertThat(watch.actuator().snapshot().value("revision")).isEqualTo(revision);
			assertThat(this.server.requests()).isEmpty();
			assertThat(elsewhere.requests()).isEmpty();
			requireUntouched(app, watch, load);
		}
	}

	/** What a retry can mend keeps what has arrived, until it is put away. */
	@Test
	void serverThatMisbehaves() throws IOException {
		try (AppProcess app = start(); LoadClient load = LoadClient.start(app.port(), LIGHT)) {
			InstanceWatch watch = new InstanceWatch(app);
			this.server.stallAfter(1_000_000);
			requireRetryable(watch, post(watch, "1.1.0"), "SERVER_STALLED");
			this.server.goOn();
			this.server.cutAfter(1_000_000);
			requireRetryable(watch, post(watch, "1.1.0"), "TRUNCATED");
			this.server.cutAfter(Long.MAX_VALUE).answer(503);
			requireRetryable(watch, post(watch, "1.1.0"), "SERVER_ERROR");
			this.server.answer(0);
			requireUntouched(app, watch, load);
		}
	}

	@Test
	void slowDownloadIsPausedResumedAndCancelled() throws IOException {
		try (AppProcess app = start(); LoadClient load = LoadClient.start(app.port(), LIGHT)) {
			InstanceWatch watch = new InstanceWatch(app);
			this.server.rate(4_000_000);
			begin(watch, SampleRelease.OTHER_APPLICATION);
			Answer paused = watch.actuator().verb("pause");
			assertThat(paused.value("state")).as(paused.text()).isEqualTo("PAUSED");
			assertThat(watch.actuator().verb("pause").status()).isEqualTo(409);
			long arrived = partialSize(app, watch);
			assertThat(arrived).isPositive();
			this.server.rate(Long.MAX_VALUE);
			assertThat(watch.actuator().verb("resume").status()).isLessThan(300);
			// that the digest fits and only the contents do not proves that it went on
			assertThat(watch.awaitOutcome("FAILED").value("reason")).isEqualTo("OTHER_APPLICATION");
			List<Received> jars = this.server.requests()
				.stream()
				.filter((request) -> request.path().endsWith(".jar"))
				.toList();
			assertThat(jars).hasSize(2);
			assertThat(jars.get(0).header("Range")).isNull();
			assertThat(jars.get(1).header("Range")).isEqualTo("bytes=" + arrived + "-");
			assertThat(jars.get(1).header("If-Range")).isNotNull();
			this.server.rate(4_000_000);
			begin(watch, SampleRelease.SECOND);
			cancel(watch);
			begin(watch, SampleRelease.SECOND);
			assertThat(watch.actuator().verb("pause").value("state")).isEqualTo("PAUSED");
			cancel(watch);
			requireUntouched(app, watch, load);
		}
	}

	@Test
	void diskIsFull() throws Exception {
		Path home = Files.createDirectories(AppProcess.home(this.folder));
		assumeThat(run("mount", "-t", "tmpfs", "-o", "size=40m", "hotupdate-test", home.toString()))
			.as("a small file system can be mounted")
			.isTrue();
		try {
			try (AppProcess app = start(); LoadClient load = LoadClient.start(app.port(), LIGHT)) {
				InstanceWatch watch = new InstanceWatch(app);
				requireFailed(app, post(watch, "1.1.0"), 507, "DISK_FULL");
				requireUntouched(app, watch, load);
			}
		}
		finally {
			assertThat(run("umount", home.toString())).isTrue();
		}
	}

	/** Something else takes what was free when the download began. */
	@Test
	void diskFillsInTheMiddleOfADownload() throws Exception {
		Path home = Files.createDirectories(AppProcess.home(this.folder));
		assumeThat(run("mount", "-t", "tmpfs", "-o", "size=120m", "hotupdate-test", home.toString()))
			.as("a small file system can be mounted")
			.isTrue();
		try {
			try (AppProcess app = start(); LoadClient load = LoadClient.start(app.port(), LIGHT)) {
				InstanceWatch watch = new InstanceWatch(app);
				this.server.rate(4_000_000);
				CompletableFuture<Answer> answer = CompletableFuture.supplyAsync(() -> post(watch, "1.1.0"));
				awaitFirstBytes(new InstanceWatch(app));
				fill(home.resolve("of-somebody-else"));
				requireFailed(app, answer.get(2, TimeUnit.MINUTES), 507, "DISK_FULL");
				awaitNothingIncoming(watch);
				Files.delete(home.resolve("of-somebody-else"));
				requireUntouched(app, watch, load);
				this.server.rate(Long.MAX_VALUE);
				Answer mended = watch.actuator().update("1.1.0", Duration.ofMinutes(2), "serving");
				assertThat(mended.value("currentVersion")).as(mended.text()).isEqualTo("1.1.0");
			}
		}
		finally {
			assertThat(run("umount", home.toString())).isTrue();
		}
	}

	private static void fill(Path file) throws IOException {
		byte[] block = new byte[64 * 1024];
		try (OutputStream out = Files.newOutputStream(file)) {
			while (true) {
				out.write(block);
			}
		}
		catch (IOException ex) {
			assertThat(ex).hasMessageContaining("No space left");
		}
	}

	private static boolean run(String... command) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
	}

	private static void begin(InstanceWatch watch, SampleRelease release) {
		watch.update(release);
		awaitFirstBytes(watch);
	}

	private static void awaitFirstBytes(InstanceWatch watch) {
		watch.until("the first bytes", (snapshot) -> snapshot.value("state").equals("DOWNLOADING")
				&& snapshot.json().path("bytes").path("done").asLong() > 1_000_000);
	}

	private static void cancel(InstanceWatch watch) {
		Answer cancelled = watch.actuator().verb("cancel");
		assertThat(cancelled.value("state")).as(cancelled.text()).isEqualTo("IDLE");
		assertThat(cancelled.value("outcome")).isEqualTo("CANCELLED");
		awaitNothingIncoming(watch);
	}

	private static long partialSize(AppProcess app, InstanceWatch watch) throws IOException {
		// the file grows until the worker has taken notice of the pause
		await().atMost(Duration.ofSeconds(60)).until(() -> app.tail().contains("rests or was given up"));
		String name = watch.entries("incoming").stream().filter((it) -> it.endsWith(".part")).findFirst().orElseThrow();
		return Files.size(app.home().resolve("incoming").resolve(name));
	}

	private static void requireFailed(AppProcess app, Answer answer, int status, String... reasons) {
		assertThat(answer.status()).as(answer.text()).isEqualTo(status);
		assertThat(answer.value("state")).as(answer.text()).isEqualTo("FAILED");
		assertThat(answer.value("outcome")).isEqualTo("FAILED");
		assertThat(answer.value("reason")).as(answer.text()).isIn((Object[]) reasons);
		assertThat(answer.value("retryable")).isEqualTo("false");
		assertThat(answer.value("error.message")).contains("perhaps you should");
		assertThat(answer.value("currentVersion")).isEqualTo("1.0.0");
		InstanceWatch watch = new InstanceWatch(app);
		assertThat(watch.entries("incoming")).isEmpty();
		assertThat(watch.entries("releases")).isEmpty();
		assertThat(watch.actuator().get("/health/readiness").status()).isEqualTo(200);
	}

	@Test
	void updateThatFailedForNowBeginsAgainByItself() {
		try (AppProcess app = launcher().property("hotupdate.retry.preset", "service")
			.start(SampleRelease.FIRST.jar())) {
			InstanceWatch watch = new InstanceWatch(app);
			this.server.answer(503);
			Answer failed = post(watch, SampleRelease.SECOND.version());
			assertThat(failed.value("reason")).as(failed.text()).isEqualTo("SERVER_ERROR");
			await().atMost(Duration.ofSeconds(120))
				.until(() -> !watch.actuator().snapshot().value("retryAt").isEmpty());
			this.server.answer(0);
			await().atMost(Duration.ofSeconds(120))
				.until(() -> watch.actuator().snapshot().value("currentVersion"),
						SampleRelease.SECOND.version()::equals);
		}
	}

	private static void requireRefused(Answer answer, String reason) {
		assertThat(answer.status()).as(answer.text()).isEqualTo(400);
		assertThat(answer.value("outcome")).isEqualTo("REFUSED");
		assertThat(answer.value("reason")).as(answer.text()).isEqualTo(reason);
		assertThat(answer.value("error.message")).contains("perhaps you should");
		assertThat(answer.value("state")).isEqualTo("IDLE");
	}

	private static void requireRetryable(InstanceWatch watch, Answer answer, String reason) {
		assertThat(answer.status()).as(answer.text()).isEqualTo(500);
		assertThat(answer.value("state")).isEqualTo("FAILED");
		assertThat(answer.value("reason")).as(answer.text()).isEqualTo(reason);
		assertThat(answer.value("retryable")).isEqualTo("true");
		assertThat(answer.value("error.message")).contains("perhaps you should", "tried 2 times");
		assertThat(watch.actuator().verb("cancel").value("state")).isEqualTo("IDLE");
		awaitNothingIncoming(watch);
	}

	private static void requireUntouched(AppProcess app, InstanceWatch watch, LoadClient load) {
		awaitNothingIncoming(watch);
		assertThat(watch.entries("releases")).isEmpty();
		assertThat(watch.pointer("current")).isEmpty();
		watch.awaitAlone(app.pid());
		LoadResult result = load.stop();
		assertThat(result.failures()).as(result.toString()).isEmpty();
		assertThat(result.releases()).containsOnlyKeys("1.0.0");
	}

	private static void awaitNothingIncoming(InstanceWatch watch) {
		await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(watch.entries("incoming")).isEmpty());
	}

	private static Answer post(InstanceWatch watch, String version, String... more) {
		Map<String, String> body = new HashMap<>(Map.of("version", version));
		if (more.length > 0) {
			body.put(more[0], more[1]);
		}
		return watch.actuator().post("/hotupdate?wait=60s", body);
	}

	private AppProcess start() {
		return launcher().start(SampleRelease.FIRST.jar());
	}

	private AppLauncher launcher() {
		return AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.property("hotupdate.releases.location", this.server.location())
			.property("hotupdate.releases.allowed", this.server.base() + "/")
			.property("hotupdate.releases.max-size", MAX_SIZE + "B")
			.property("hotupdate.releases.stall-timeout", "1s")
			.property("hotupdate.releases.attempts", 2);
	}

}
