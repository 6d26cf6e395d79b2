package io.hotupdate.release;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

import io.hotupdate.Reason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

class FileReleaseTests {

	@TempDir
	Path folder;

	private Path releases;

	private DownloadFixture fixture;

	private Path jar;

	@BeforeEach
	void start() throws Exception {
		this.releases = Files.createDirectory(this.folder.resolve("releases"));
		this.fixture = of(this.folder.resolve("home"));
		this.jar = TestJars.boot("1.1.0").padding(3_000_000).write(this.releases.resolve("shop-1.1.0.jar"));
	}

	private DownloadFixture of(Path home) {
		return new DownloadFixture(home, "file:" + this.releases + "/shop-{version}.jar");
	}

	@AfterEach
	void stop() {
		this.fixture.close();
	}

	@Test
	void fileIsInstalledByItsSideFile() throws Exception {
		Files.writeString(this.releases.resolve("shop-1.1.0.jar.sha256"), Sha256.of(this.jar) + "  shop-1.1.0.jar\n");
		this.fixture.install(null);
		this.fixture.assertInstalled(Files.readAllBytes(this.jar));
		assertThat(this.jar).exists();
	}

	@Test
	void missingFileIsCalledSo() throws Exception {
		Files.delete(this.jar);
		this.fixture.assertFails(null, Reason.RELEASE_NOT_FOUND, this.jar.toString());
		this.fixture.assertNothingLeft();
	}

	@Test
	void missingSideFileIsCalledSo() throws Exception {
		this.fixture.assertFails(null, Reason.DIGEST_MISSING, this.jar + ".sha256");
		this.fixture.assertNothingLeft();
	}

	@Test
	void truncatedFileIsRefused() throws Exception {
		String whole = Sha256.of(this.jar);
		Files.write(this.jar, Arrays.copyOf(Files.readAllBytes(this.jar), 1_000_000));
		this.fixture.assertFails(whole, Reason.DIGEST_MISMATCH, whole);
		this.fixture.assertFails(Sha256.of(this.jar), Reason.NOT_A_BOOT_JAR, "cannot be read as a jar");
		this.fixture.assertNothingLeft();
	}

	@Test
	void fileThatIsTooLargeIsRefused() throws Exception {
		this.fixture.maxSize = 1000;
		this.fixture.assertFails(Sha256.of(this.jar), Reason.TOO_LARGE, "hotupdate.releases.max-size");
		this.fixture.assertNothingLeft();
	}

	@Test
	void anotherVersionIsRefused() throws Exception {
		TestJars.boot("1.2.0").write(this.jar);
		this.fixture.assertFails(Sha256.of(this.jar), Reason.WRONG_VERSION, "1.2.0 instead of 1.1.0");
		this.fixture.assertNothingLeft();
	}

	@Test
	void interruptEndsTheCopy() throws Exception {
		String sha256 = Sha256.of(this.jar);
		ReleaseDownloader downloader = this.fixture.downloader();
		assertThatThrownBy(() -> downloader.fetch(DownloadFixture.request(sha256), (done, total) -> {
			if (done > 0) {
				Thread.currentThread().interrupt();
			}
		})).isInstanceOf(InterruptedException.class);
		this.fixture.install(sha256);
		this.fixture.assertInstalled(Files.readAllBytes(this.jar));
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void diskThatIsTooSmallIsFoundBefore() throws Exception {
		onSmallDisk((home) -> {
			try (DownloadFixture small = of(home)) {
				small.assertFails(Sha256.of(this.jar), Reason.DISK_FULL, "hotupdate.home");
				assertThat(small.progress).isEmpty();
				small.assertNothingLeft();
			}
		});
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void diskThatFillsUpIsFoundOnTheWay() throws Exception {
		onSmallDisk((home) -> {
			try (RawServer server = new RawServer(); DownloadFixture small = DownloadFixture.of(home, server)) {
				server.on("/releases/shop-1.1.0.jar", RawServer.chunked(Files.readAllBytes(this.jar), true));
				small.assertFails(Sha256.of(this.jar), Reason.DISK_FULL, "hotupdate.home");
				assertThat(small.progress.get(small.progress.size() - 1)).isPositive();
				small.assertNothingLeft();
			}
		});
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void fullDiskIsFoundByTheWrite() throws Exception {
		onSmallDisk((home) -> {
			assertThatThrownBy(() -> fill(home.resolve("filler"))).isInstanceOfSatisfying(IOException.class,
					(ex) -> assertThat(DurableFiles.isDiskFull(ex)).isTrue());
			DownloadFixture.assertRefused(() -> Store.open(home).token(), Reason.DISK_FULL, "make room");
		});
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void jarThatDoesNotFitIsNotAdopted() throws Exception {
		onSmallDisk((home) -> {
			try (DownloadFixture small = of(home)) {
				DownloadFixture.assertRefused(() -> small.store.adopt(this.jar, DownloadFixture.VERSION),
						Reason.DISK_FULL, "hotupdate.home");
				small.assertNothingLeft();
			}
		});
	}

	private void fill(Path file) throws IOException {
		try (OutputStream out = Files.newOutputStream(file)) {
			out.write(Files.readAllBytes(this.jar));
		}
	}

	private void onSmallDisk(Task task) throws Exception {
		Path disk = Files.createDirectory(this.folder.resolve("disk"));
		assumeThat(run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk.toString())).as("may mount").isZero();
		try {
			task.run(disk);
		}
		finally {
			assertThat(run("umount", "-l", disk.toString())).isZero();
		}
	}

	private static int run(String... command) throws InterruptedException {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
			return process.exitValue();
		}
		catch (IOException ex) {
			return -1;
		}
	}

	interface Task {

		void run(Path home) throws Exception;

	}

}
