package io.hotupdate.incoming;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.hotupdate.GenerationInfo;
import io.hotupdate.HandoverInfo;
import io.hotupdate.HotUpdateController;
import io.hotupdate.Reason;
import io.hotupdate.TestClock;
import io.hotupdate.TestPorts;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdateRequest;
import io.hotupdate.UpdateSnapshot;
import io.hotupdate.UpdateStatus;
import io.hotupdate.incoming.IncomingReleases.Look;
import io.hotupdate.release.ApplicationIdentity;
import io.hotupdate.release.Sha256;
import io.hotupdate.release.TestJars;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link IncomingReleases}.
 */
class IncomingReleasesTests {

	private static final Duration SETTLE = Duration.ofSeconds(2);

	@TempDir
	Path folder;

	private final TestClock clock = new TestClock();

	private final TestPorts ports = TestPorts.open();

	private final UpdateStatus status = new UpdateStatus("1.0.0", new GenerationInfo(1, 4711, "1.0.0",
			GenerationInfo.Role.SERVING, GenerationInfo.Gate.OPEN, this.clock.instant()),
			HandoverInfo.of(HandoverInfo.Mode.SHARED_LISTENER), this.ports, this.clock);

	private final HotUpdateController controller = new HotUpdateController(this.status, this.ports, this.ports,
			this.clock);

	private Path staged = Path.of("");

	private IncomingReleases releases;

	@BeforeEach
	void open() {
		// what the disk tells of files is the true time
		this.clock.advance(Duration.between(this.clock.instant(), Instant.now().plusSeconds(60)));
		this.status.lead(false);
		this.staged = this.folder.resolve("staged");
		this.releases = new IncomingReleases(IncomingDirectory.open(this.staged),
				new ApplicationIdentity("com.example", "shop", "1.0.0"), this.controller, this.status::isLeading,
				SETTLE, this.clock);
	}

	@Test
	void directoryIsForThisUserAlone() throws IOException {
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.staged))).isEqualTo("rwx------");
	}

	@Test
	void directoryThatEveryoneWritesIsRefused() throws IOException {
		Files.setPosixFilePermissions(this.staged, PosixFilePermissions.fromString("rwxrwxrwx"));
		assertThatExceptionOfType(UpdateException.class).isThrownBy(() -> IncomingDirectory.open(this.staged))
			.withMessageContaining("perhaps you should chmod 700");
	}

	@Test
	void releaseIsTakenOnceItHasSettled() throws Exception {
		Path jar = TestJars.boot(this.staged, "1.1.0");
		assertThat(this.releases.look()).isEqualTo(Look.WAITING);
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(this.releases.look()).isEqualTo(Look.WAITING);
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(this.releases.look()).isEqualTo(Look.STARTED);
		assertThat(this.ports.checked)
			.containsExactly(request(this.controller.snapshot(), jar.toUri().toString(), Sha256.of(jar)));
		assertThat(this.controller.snapshot().targetVersion()).isEqualTo("1.1.0");
		assertThat(this.releases.look()).isEqualTo(Look.BUSY);
	}

	private static UpdateRequest request(UpdateSnapshot snapshot, String artifact, String sha256) {
		return new UpdateRequest(Objects.requireNonNull(snapshot.request()).version(), artifact, sha256, null);
	}

	@Test
	void fileThatGrowsHasNotSettled() throws IOException {
		Path jar = TestJars.boot(this.staged, "1.1.0");
		byte[] content = Files.readAllBytes(jar);
		for (int end = 100; end < content.length; end += 100) {
			Files.write(jar, Arrays.copyOf(content, end));
			this.clock.advance(Duration.ofSeconds(1));
			assertThat(this.releases.look()).isEqualTo(Look.WAITING);
		}
		Files.write(jar, content);
		assertThat(settled()).isEqualTo(Look.STARTED);
	}

	@Test
	void fileThatIsCutOffIsLeft() throws IOException {
		Path jar = TestJars.boot("1.1.0").padding(50_000).write(this.staged.resolve("shop-1.1.0.jar"));
		byte[] content = Files.readAllBytes(jar);
		try (FileChannel channel = FileChannel.open(jar, StandardOpenOption.WRITE)) {
			channel.truncate(content.length / 2);
		}
		assertThat(settled()).isEqualTo(Look.NOTHING);
		assertThat(files()).containsExactly("shop-1.1.0.jar");
		Files.write(jar, Arrays.copyOf(content, content.length - 1));
		assertThat(settled()).as("without its last byte").isEqualTo(Look.NOTHING);
		Files.write(jar, content);
		assertThat(settled()).as("once it is whole").isEqualTo(Look.STARTED);
	}

	@Test
	void whatIsNoJarIsLeft() throws IOException {
		Path elsewhere = TestJars.boot(this.folder, "1.1.0");
		Files.createSymbolicLink(this.staged.resolve("link.jar"), elsewhere);
		Files.createSymbolicLink(this.staged.resolve("dangling.jar"), this.folder.resolve("none.jar"));
		Files.createDirectory(this.staged.resolve("folder.jar"));
		TestJars.boot(this.staged.resolve("folder.jar"), "1.1.0");
		for (String name : List.of("shop.war", "shop.zip", ".shop.jar", "shop.jar.part", "shop.jar.rejected")) {
			Files.copy(elsewhere, this.staged.resolve(name));
		}
		List<String> before = files();
		assertThat(settled()).isEqualTo(Look.NOTHING);
		assertThat(files()).isEqualTo(before);
	}

	@Test
	void whatIsNoReleaseIsPutAside() throws IOException {
		TestJars.boot("1.1.0").buildInfo("com.example", "billing", "1.1.0").write(this.staged.resolve("billing.jar"));
		TestJars.boot("1.1.0").withoutBuildInfo().write(this.staged.resolve("nameless.jar"));
		TestJars.boot("1.1.0").buildInfo("com.example", "shop", "a b").write(this.staged.resolve("odd.jar"));
		Files.writeString(this.staged.resolve("odd.jar.rejected"), "an earlier one");
		assertThat(settled()).isEqualTo(Look.NOTHING);
		assertThat(files()).containsExactly("billing.jar.rejected", "nameless.jar.rejected", "odd.jar.rejected",
				"odd.jar.rejected-2");
	}

	@Test
	void olderAndSameOnesAreLeft() throws IOException {
		TestJars.boot(this.staged, "0.9.0");
		TestJars.boot(this.staged, "1.0.0");
		assertThat(settled()).isEqualTo(Look.NOTHING);
		assertThat(files()).hasSize(2);
	}

	@Test
	void newestOfSeveralIsTaken() throws IOException {
		TestJars.boot(this.staged, "1.2.0");
		TestJars.boot(this.staged, "1.10.0");
		TestJars.boot(this.staged, "1.9.0");
		assertThat(settled()).isEqualTo(Look.STARTED);
		assertThat(this.controller.snapshot().targetVersion()).isEqualTo("1.10.0");
		assertThat(files()).hasSize(3);
	}

	@Test
	void releaseThatServesForGoodIsDeleted() throws Exception {
		TestJars.boot(this.staged, "1.1.0");
		TestJars.boot(this.staged, "1.0.1");
		settled();
		awaitProbation();
		this.status.succeed();
		this.releases.ended(this.controller.snapshot());
		assertThat(files()).containsExactly("shop-1.0.1.jar");
	}

	@Test
	void otherFileOfTheSameNameIsNotDeleted() throws Exception {
		Path jar = TestJars.boot(this.staged, "1.1.0");
		settled();
		awaitProbation();
		TestJars.boot("1.1.0").padding(10).write(jar);
		this.status.succeed();
		this.releases.ended(this.controller.snapshot());
		assertThat(files()).containsExactly("shop-1.1.0.jar");
	}

	@Test
	void releaseThatFailsIsPutAsideAndTheNextIsTaken() throws Exception {
		TestJars.boot(this.staged, "1.1.0");
		TestJars.boot(this.staged, "1.2.0");
		this.ports.fetchFails = TestPorts.failure(Reason.NOT_A_BOOT_JAR);
		assertThat(settled()).isEqualTo(Look.STARTED);
		UpdateSnapshot failed = this.controller.await(UpdateSnapshot::isFinished, Duration.ofSeconds(60));
		this.releases.ended(failed);
		assertThat(files()).containsExactly("shop-1.1.0.jar", "shop-1.2.0.jar.rejected");
		this.ports.fetchFails = null;
		assertThat(this.releases.look()).isEqualTo(Look.STARTED);
		assertThat(this.controller.snapshot().targetVersion()).isEqualTo("1.1.0");
	}

	@Test
	void releaseThatWasPutBackIsTriedAgain() throws Exception {
		TestJars.boot(this.staged, "1.1.0");
		this.ports.fetchFails = TestPorts.failure(Reason.NOT_A_BOOT_JAR);
		this.ports.tenBytes.drainPermits();
		settled();
		// as if the update had ended before the file came
		this.clock.advance(Duration.ofDays(-1000));
		this.ports.tenBytes.release(10);
		this.releases.ended(this.controller.await(UpdateSnapshot::isFinished, Duration.ofSeconds(60)));
		assertThat(files()).containsExactly("shop-1.1.0.jar");
	}

	@Test
	void refusedReleaseIsPutAside() throws IOException {
		TestJars.boot(this.staged, "1.1.0");
		TestJars.boot(this.staged, "1.2.0");
		this.ports.checkFails = TestPorts.failure(Reason.ARTIFACT_NOT_ALLOWED);
		assertThat(settled()).isEqualTo(Look.NOTHING);
		assertThat(files()).containsExactly("shop-1.1.0.jar.rejected", "shop-1.2.0.jar.rejected");
	}

	@Test
	void refusalThatTimeMendsIsTriedAgain() throws IOException {
		TestJars.boot(this.staged, "1.1.0");
		this.ports.checkFails = TestPorts.failure(Reason.NO_ROOM);
		assertThat(settled()).isEqualTo(Look.WAITING);
		this.ports.checkFails = null;
		assertThat(settled()).isEqualTo(Look.NOTHING);
		this.clock.advance(Duration.ofMinutes(1));
		assertThat(this.releases.look()).isEqualTo(Look.STARTED);
	}

	@Test
	void generationThatDoesNotLeadDoesNothing() throws IOException {
		TestJars.boot(this.staged, "1.1.0");
		this.status.follow();
		assertThat(settled()).isEqualTo(Look.BUSY);
	}

	private Look settled() {
		this.releases.look();
		this.clock.advance(SETTLE);
		return this.releases.look();
	}

	private void awaitProbation() throws InterruptedException {
		UpdateSnapshot now = this.controller.await(
				(it) -> it.probationEndsAt() != null || String.valueOf(it.phase()).equals("PROBATION"),
				Duration.ofSeconds(60));
		assertThat(now.phase()).hasToString("PROBATION");
	}

	private List<String> files() throws IOException {
		try (Stream<Path> files = Files.list(this.staged)) {
			return files.map((file) -> String.valueOf(file.getFileName())).sorted().toList();
		}
	}

}
