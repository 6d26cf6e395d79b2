package io.hotupdate.release;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

import io.hotupdate.Reason;
import io.hotupdate.Release;
import io.hotupdate.UpdateException;
import io.hotupdate.Version;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StoreTests {

	private static final Version ONE = new Version("1.0.0");

	private static final Version TWO = new Version("1.1.0");

	@TempDir
	Path folder;

	private Path home;

	private Store store;

	@BeforeEach
	void open() {
		this.home = this.folder.resolve("home");
		this.store = Store.open(this.home);
		this.store.tryOwn();
	}

	@AfterEach
	void disown() {
		this.store.disown();
	}

	@Test
	void directoriesAndFilesAreForTheUserAlone() throws Exception {
		Release release = this.store.adopt(TestJars.boot(this.folder, "1.0.0"), ONE);
		this.store.token();
		assertThat(permissions(this.home)).isEqualTo("rwx------");
		assertThat(permissions(this.store.runtimeDirectory())).isEqualTo("rwx------");
		assertThat(permissions(this.store.temporaryDirectory(1))).isEqualTo("rwx------");
		assertThat(permissions(release.jar().getParent())).isEqualTo("rwx------");
		assertThat(permissions(release.jar())).isEqualTo("r--------");
		assertThat(permissions(this.store.tokenFile())).isEqualTo("rw-------");
		assertThat(permissions(this.home.resolve("owner.lock"))).isEqualTo("rw-------");
	}

	private static String permissions(Path path) throws IOException {
		return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
	}

	@Test
	void openSaysWhatToDoWhenItCannotWrite() throws Exception {
		Path file = Files.writeString(this.folder.resolve("file"), "");
		assertThatExceptionOfType(UpdateException.class).isThrownBy(() -> Store.open(file.resolve("home")))
			.withMessageContaining("hotupdate.home")
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.STORE_NOT_WRITABLE));
	}

	@Test
	void adoptMakesTheFirstReleaseCurrentAndKeepsIt() throws Exception {
		Path jar = TestJars.boot(this.folder, "1.0.0");
		Release release = this.store.adopt(jar, ONE);
		assertThat(release.jar()).hasSameBinaryContentAs(jar);
		assertThat(release.sha256()).isEqualTo(Sha256.of(jar));
		assertThat(this.store.current()).contains(release);
		assertThat(this.store.adopt(jar, ONE)).isEqualTo(release);
		assertThat(this.store.adopt(release.jar(), ONE)).isEqualTo(release);
		assertThat(this.store.releases()).containsExactly(release);
		assertThat(this.home.resolve("incoming")).isEmptyDirectory();
	}

	@Test
	void adoptOfAJarThatWasReplacedIsRefused() throws Exception {
		Path jar = TestJars.boot("1.1.0").write(this.folder.resolve("shop.jar"));
		assertThatExceptionOfType(UpdateException.class).isThrownBy(() -> this.store.adopt(jar, ONE))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.WRONG_VERSION));
		assertThat(this.store.releases()).isEmpty();
	}

	@Test
	void adoptOfAVanishedJarIsRefused() {
		assertThatExceptionOfType(UpdateException.class)
			.isThrownBy(() -> this.store.adopt(this.folder.resolve("gone.jar"), ONE))
			.withMessageContaining("perhaps");
	}

	@Test
	void confirmMovesCurrentAndSurvivesTheProcess() throws Exception {
		this.store.adopt(TestJars.boot(this.folder, "1.0.0"), ONE);
		Release two = install("1.1.0");
		this.store.pending(TWO);
		assertThat(this.store.pending()).contains(two);
		assertThat(this.store.current()).map(Release::version).contains(ONE);
		this.store.confirm(TWO);
		Store again = Store.open(this.home);
		assertThat(again.current()).contains(two);
		assertThat(again.previous()).map(Release::version).contains(ONE);
		assertThat(again.pending()).isEmpty();
	}

	@Test
	void confirmOfAReleaseThatIsNotThereIsRefused() {
		assertThatExceptionOfType(UpdateException.class).isThrownBy(() -> this.store.confirm(TWO))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.RELEASE_NOT_FOUND));
	}

	@Test
	void startByHandOfAnOlderJarBootsCurrent() throws Exception {
		install("1.1.0");
		this.store.pending(TWO);
		assertThat(this.store.releaseToBoot(ONE)).isEmpty();
		this.store.confirm(TWO);
		assertThat(this.store.releaseToBoot(ONE)).map(Release::version).contains(TWO);
		assertThat(this.store.releaseToBoot(TWO)).isEmpty();
		assertThat(this.store.releaseToBoot(new Version("1.2.0"))).isEmpty();
	}

	@Test
	void damagedReleaseIsNeitherStartedNorBooted() throws Exception {
		Release two = install("1.1.0");
		this.store.confirm(TWO);
		damage(two);
		assertThat(this.store.releaseToBoot(ONE)).isEmpty();
		assertThatExceptionOfType(UpdateException.class).isThrownBy(() -> this.store.verified(TWO))
			.withMessageContaining("perhaps")
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.DIGEST_MISMATCH));
	}

	@Test
	void newerJarStartedByHandBecomesCurrentWhenItIsAdopted() throws Exception {
		this.store.adopt(TestJars.boot(this.folder, "1.0.0"), ONE);
		this.store.adopt(TestJars.boot(this.folder, "1.1.0"), TWO);
		assertThat(this.store.current()).map(Release::version).contains(TWO);
		assertThat(this.store.previous()).map(Release::version).contains(ONE);
	}

	@Test
	void pruneKeepsCurrentPreviousPendingAndRunning() throws Exception {
		for (int i = 0; i < 8; i++) {
			install("1." + i + ".0");
		}
		this.store.confirm(new Version("1.0.0"));
		this.store.confirm(new Version("1.1.0"));
		this.store.pending(new Version("1.2.0"));
		this.store.prune(3, Long.MAX_VALUE, Set.of(new Version("1.3.0")));
		assertThat(this.store.releases()).extracting((it) -> it.version().value())
			.containsExactlyInAnyOrder("1.0.0", "1.1.0", "1.2.0", "1.3.0");
		this.store.clearPending();
		this.store.prune(10, 1, Set.of());
		assertThat(this.store.releases()).extracting((it) -> it.version().value())
			.containsExactlyInAnyOrder("1.0.0", "1.1.0");
	}

	@Test
	void pruneDeletesTheOldestFirst() throws Exception {
		for (int i = 0; i < 4; i++) {
			install("1." + i + ".0");
		}
		this.store.prune(2, Long.MAX_VALUE, Set.of());
		assertThat(this.store.releases()).extracting((it) -> it.version().value()).containsExactly("1.3.0", "1.2.0");
	}

	@Test
	void currentReleaseIsNotReplacedUnderItsOwnVersion() throws Exception {
		Release two = install("1.1.0");
		this.store.confirm(TWO);
		Path other = TestJars.boot("1.1.0").padding(100).write(this.folder.resolve("other.jar"));
		assertThatExceptionOfType(UpdateException.class)
			.isThrownBy(() -> this.store.install(other, TWO, Sha256.of(other), "test"))
			.withMessageContaining("version of its own");
		assertThat(this.store.verified(TWO)).isEqualTo(two);
	}

	@Test
	void generationsThatLiveTogetherAreOneOddAndOneEven() {
		assertThat(this.store.nextGeneration()).isEqualTo(1);
		assertThat(this.store.nextGeneration(1)).isEqualTo(2);
		assertThat(this.store.nextGeneration(1)).isEqualTo(4);
		assertThat(this.store.nextGeneration(4)).isEqualTo(5);
	}

	@Test
	void generationsAreNeverUsedAgain() throws Exception {
		assertThat(this.store.nextGeneration()).isEqualTo(1);
		assertThat(this.store.nextGeneration()).isEqualTo(2);
		this.store.temporaryDirectory(7);
		Files.writeString(this.home.resolve("generation"), "");
		assertThat(this.store.nextGeneration()).isEqualTo(8);
	}

	@Test
	void temporaryDirectoriesOfTheDeadAreDeleted() throws Exception {
		Path living = this.store.temporaryDirectory(2);
		Path dead = this.store.temporaryDirectory(1);
		Files.writeString(dead.resolve("tomcat.8080"), "");
		this.store.cleanTemporaryDirectories(Set.of(2L));
		assertThat(living).exists();
		assertThat(dead).doesNotExist();
	}

	@Test
	void tokenIsMadeOnce() {
		assertThat(this.store.token()).hasSize(43).isEqualTo(Store.open(this.home).token());
	}

	private Release install(String version) throws IOException {
		Path jar = TestJars.boot(this.folder, version);
		return this.store.install(jar, new Version(version), Sha256.of(jar), "test");
	}

	private static void damage(Release release) throws IOException {
		Files.setPosixFilePermissions(release.jar(), PosixFilePermissions.fromString("rw-------"));
		Files.write(release.jar(), "x".getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
	}

}
