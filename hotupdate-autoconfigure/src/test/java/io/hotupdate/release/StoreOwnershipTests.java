package io.hotupdate.release;

import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.hotupdate.Version;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class StoreOwnershipTests {

	@TempDir
	Path home;

	private Store store;

	@BeforeEach
	void open() {
		this.store = Store.open(this.home);
	}

	@AfterEach
	void disown() {
		this.store.disown();
	}

	@Test
	void anotherProcessIsRefusedUntilTheOwnerGivesItUp() throws Exception {
		assertThat(this.store.tryOwn()).isTrue();
		this.store.token();
		this.store.nextGeneration();
		try (StoreOwner other = StoreOwner.start(this.home)) {
			assertThat(other.answer()).isEqualTo("REFUSED");
		}
		this.store.disown();
		try (StoreOwner other = StoreOwner.start(this.home)) {
			assertThat(other.answer()).isEqualTo("OWNER");
			assertThat(this.store.tryOwn()).isFalse();
		}
	}

	@Test
	void killOfTheOwnerFreesTheStore() throws Exception {
		try (StoreOwner other = StoreOwner.start(this.home)) {
			assertThat(other.answer()).isEqualTo("OWNER");
			assertThat(this.store.own(Duration.ofMillis(20))).isFalse();
			CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(this::ownWithinAMinute);
			other.kill();
			assertThat(waiting).succeedsWithin(Duration.ofSeconds(60)).isEqualTo(true);
		}
	}

	private boolean ownWithinAMinute() {
		try {
			return this.store.own(Duration.ofSeconds(60));
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void killInTheMiddleOfWritingLeavesAWholeStore() throws Exception {
		Path jar = TestJars.boot("1.0.0").padding(100_000).write(this.home.resolve("shop.jar"));
		long written = 0;
		for (int kill = 0; kill < 5; kill++) {
			try (StoreOwner other = StoreOwner.start(this.home, jar.toString())) {
				assertThat(other.answer()).isEqualTo("OWNER");
				for (int i = 0; i < 10 + kill; i++) {
					written = Long.parseLong(other.answer());
				}
				other.kill();
			}
			assertThat(this.store.own(Duration.ofSeconds(60))).isTrue();
			Version current = this.store.current().orElseThrow().version();
			assertThat(this.store.verified(current).jar()).hasSameBinaryContentAs(jar);
			assertThat(this.store.releases()).hasSizeGreaterThanOrEqualTo(2)
				.allSatisfy((it) -> this.store.verified(it.version()));
			assertThat(this.store.nextGeneration()).isGreaterThan(written);
			try (DirectoryStream<Path> left = Files.newDirectoryStream(this.home.resolve("incoming"))) {
				assertThat(left).allSatisfy((it) -> assertThat(it).hasFileName("copy.part"));
			}
			this.store.disown();
		}
	}

	@Test
	void otherStoresOfThisProcessDoNotLoseTheLock() throws Exception {
		assertThat(this.store.tryOwn()).isTrue();
		Store second = Store.open(this.home);
		assertThat(second.tryOwn()).isFalse();
		second.disown();
		assertThat(second.isOwner()).isFalse();
		try (StoreOwner other = StoreOwner.start(this.home)) {
			assertThat(other.answer()).isEqualTo("REFUSED");
		}
		assertThat(this.store.isOwner()).isTrue();
	}

	@Test
	void interruptedThreadKeepsTheLockAndWrites() {
		Thread.currentThread().interrupt();
		try {
			assertThat(this.store.tryOwn()).isTrue();
			assertThat(this.store.nextGeneration()).isEqualTo(1);
			assertThat(this.store.isOwner()).isTrue();
		}
		finally {
			assertThat(Thread.interrupted()).isTrue();
		}
	}

	@Test
	void onlyTheOwnerWrites() {
		assertThatIllegalStateException().isThrownBy(() -> this.store.pending(new Version("1.0.0")));
		assertThatIllegalStateException().isThrownBy(this.store::nextGeneration);
		assertThatIllegalStateException().isThrownBy(() -> this.store.confirm(new Version("1.0.0")));
	}

	@Test
	void newOwnerClearsUpWhatACrashLeft() throws Exception {
		Path halfWritten = Files.createDirectories(this.home.resolve("releases/1.1.0"));
		Files.writeString(halfWritten.resolve("app.jar"), "half");
		Files.createDirectories(this.home.resolve("incoming/1.2.0.install"));
		Files.createDirectories(this.home.resolve("incoming/1.0.0.trash"));
		Files.writeString(this.home.resolve(".current123.tmp"), "1.");
		assertThat(this.store.releases()).isEmpty();
		assertThat(this.store.find(new Version("1.1.0"))).isEmpty();
		assertThat(this.store.tryOwn()).isTrue();
		assertThat(this.home.resolve("releases")).isEmptyDirectory();
		assertThat(this.home.resolve("incoming")).isEmptyDirectory();
		assertThat(this.home.resolve(".current123.tmp")).doesNotExist();
	}

}
