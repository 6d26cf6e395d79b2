package io.hotupdate.sample;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.hotupdate.sample.SampleRelease.Contents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Releases and what is none are dropped into a directory that is watched. */
@Timeout(1200)
class IncomingIT {

	private static final Logger logger = LoggerFactory.getLogger(IncomingIT.class);

	private static final boolean SOAK = Boolean.getBoolean("hotupdate.soak");

	private static final Duration LIMIT = Duration.ofMinutes(3);

	@TempDir
	Path folder;

	private Path staged = Path.of("");

	private Path good = Path.of("");

	private int dropped;

	@Test
	void exactlyTheGoodOnesRun() throws Exception {
		this.good = new ReleaseForge(SampleRelease.FIRST.jar(), this.folder.resolve("forged")).forge("1.3.0");
		try (AppProcess app = AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.property("hotupdate.releases.watch", true)
			.property("hotupdate.probation.duration", "2s")
			.property("hotupdate.warm-up.requests", 100)
			.start(SampleRelease.FIRST.jar()); LoadClient load = LoadClient.start(app.port())) {
			this.staged = app.home().resolve("staged");
			dropWhatIsNoJar();
			dropWhatIsNotWhole();
			dropWhatIsNoRelease();
			awaitPutAside(4);
			if (SOAK) {
				dropWhatFails(app);
			}
			// two at once, good ones both: the higher version runs, the other one stays
			Files.copy(SampleRelease.FIRST.jar(), this.folder.resolve("aside.jar"));
			Path lower = drop(SampleRelease.SECOND.jar(), "two-at-once-a.jar");
			Path higher = drop(SampleRelease.THIRD.jar(), "two-at-once-b.jar");
			awaitRun(app, higher, "1.2.0");
			assertThat(lower).exists();
			if (SOAK) {
				Path slow = dropSlowly(this.good, "slow.jar");
				awaitRun(app, slow, "1.3.0");
				Path renamed = dropByRename(
						new ReleaseForge(SampleRelease.FIRST.jar(), this.folder.resolve("forged")).forge("1.4.0"),
						"renamed in.jar");
				awaitRun(app, renamed, "1.4.0");
			}
			List<String> left = files();
			assertThat(succeeded(app))
				.containsExactlyElementsOf(SOAK ? List.of("1.4.0", "1.3.0", "1.2.0") : List.of("1.2.0"));
			assertThat(left).contains("two-at-once-a.jar");
			LoadResult result = load.stop();
			logger.info("{} dropped, left: {}\n{}", this.dropped, left, result);
			assertThat(result.failures()).as(result.toString()).isEmpty();
			if (SOAK) {
				assertThat(this.dropped).isGreaterThanOrEqualTo(23);
			}
		}
	}

	private void dropWhatIsNoJar() throws Exception {
		drop(this.good, "wrong-type.war");
		drop(this.good, "wrong-type.txt");
		drop(this.good, ".hidden.jar");
		drop(this.good, "copying.jar.part");
		Files.createSymbolicLink(counted("link.jar"), this.good);
		Files.createSymbolicLink(counted("dangling.jar"), this.folder.resolve("none.jar"));
		Path inner = Files.createDirectory(counted("folder.jar"));
		Files.copy(this.good, inner.resolve("inner.jar"));
		assertThat(new ProcessBuilder("mkfifo", counted("pipe.jar").toString()).start().waitFor()).isZero();
	}

	private void dropWhatIsNotWhole() throws IOException {
		byte[] whole = Files.readAllBytes(this.good);
		Files.write(counted("half.jar"), Arrays.copyOf(whole, whole.length / 2));
		Files.write(counted("almost.jar"), Arrays.copyOf(whole, whole.length - 1));
		Files.write(counted("empty.jar"), new byte[0]);
		Files.writeString(counted("text.jar"), "This is not a jar\n");
	}

	private void dropWhatIsNoRelease() throws IOException {
		ReleaseForge forge = new ReleaseForge(SampleRelease.FIRST.jar(), this.folder.resolve("bad"));
		try (OutputStream file = Files.newOutputStream(counted("plain.jar"));
				ZipOutputStream zip = new ZipOutputStream(file)) {
			zip.putNextEntry(new ZipEntry("readme.txt"));
			zip.closeEntry();
		}
		drop(SampleRelease.OTHER_APPLICATION.jar(), "other-application.jar");
		drop(forge.forge("1.5.0", new Contents("io.hotupdate.sample", "order-desk", "../../1.5.0", Map.of())),
				"odd-version.jar");
		drop(this.good, "percent-%2e%2e.jar");
		drop(forge.forge("0.9.0"), "older.jar");
		drop(SampleRelease.FIRST.jar(), "same.jar");
	}

	/** These are this application in a newer version, so an update to them is tried. */
	private void dropWhatFails(AppProcess app) throws IOException {
		Path exits = drop(SampleRelease.EXITS.jar(), "exits.jar");
		awaitAside(app, exits);
		byte[] damaged = Files.readAllBytes(this.good);
		Arrays.fill(damaged, damaged.length / 3, damaged.length / 3 * 2, (byte) 0);
		Path file = counted("damaged.jar");
		Files.write(file, damaged);
		awaitAside(app, file);
	}

	private Path counted(String name) {
		this.dropped++;
		return this.staged.resolve(name);
	}

	private Path drop(Path jar, String name) throws IOException {
		return Files.copy(jar, counted(name));
	}

	private Path dropByRename(Path jar, String name) throws IOException {
		return Files.move(jar, counted(name), StandardCopyOption.ATOMIC_MOVE);
	}

	/** With pauses that are longer than a file may rest. */
	private Path dropSlowly(Path jar, String name) throws IOException {
		byte[] whole = Files.readAllBytes(jar);
		Path target = counted(name);
		try (OutputStream out = Files.newOutputStream(target)) {
			for (int part = 0; part < 4; part++) {
				int from = whole.length / 4 * part;
				int to = (part == 3) ? whole.length : whole.length / 4 * (part + 1);
				out.write(whole, from, to - from);
				await().pollDelay(Duration.ofSeconds((part == 3) ? 0 : 5)).until(() -> Files.exists(target));
			}
		}
		return target;
	}

	private void awaitPutAside(int count) {
		await().atMost(LIMIT)
			.untilAsserted(
					() -> assertThat(files().stream().filter((name) -> name.contains(".rejected"))).hasSize(count));
	}

	private static void awaitAside(AppProcess app, Path file) {
		await().atMost(LIMIT).until(() -> Files.notExists(file));
		assertThat(file.resolveSibling(file.getFileName() + ".rejected")).as(app::tail).exists();
	}

	private static void awaitRun(AppProcess app, Path file, String version) {
		await().atMost(LIMIT).untilAsserted(() -> {
			ActuatorClient.Answer now = ActuatorClient.of(app).snapshot();
			assertThat(now.value("currentVersion")).as(app::tail).isEqualTo(version);
			assertThat(now.value("outcome")).isEqualTo("SUCCEEDED");
		});
		await().atMost(LIMIT).until(() -> Files.notExists(file));
		await().atMost(LIMIT).until(() -> app.generations().size() == 1);
	}

	private static List<String> succeeded(AppProcess app) {
		return ActuatorClient.of(app)
			.get("/hotupdate/history")
			.json()
			.at("/updates")
			.valueStream()
			.filter((update) -> update.at("/outcome").asString("").equals("SUCCEEDED"))
			.map((update) -> update.at("/targetVersion").asString())
			.toList();
	}

	private List<String> files() {
		try (Stream<Path> files = Files.list(this.staged)) {
			return files.map((file) -> file.getFileName().toString()).sorted().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
