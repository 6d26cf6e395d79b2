package io.hotupdate.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.hotupdate.Reason;
import io.hotupdate.Release;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdateRequest;
import io.hotupdate.Version;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A store, a downloader of version 1.1.0 into it, and what became of both.
 */
final class DownloadFixture implements AutoCloseable {

	static final Version VERSION = new Version("1.1.0");

	static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

	final Store store;

	final List<Duration> pauses = new CopyOnWriteArrayList<>();

	final List<Long> progress = new CopyOnWriteArrayList<>();

	final List<ReleaseSettings.Repository> repositories = new ArrayList<>();

	final List<String> allowed = new ArrayList<>();

	@Nullable String mavenRepository;

	@Nullable SslBundles sslBundles;

	long maxSize = 1 << 30;

	Duration stallTimeout = Duration.ofSeconds(60);

	int attempts = 3;

	RuntimeJava java = new RuntimeJava(Runtime.version().feature(), "the running Java");

	private final String template;

	DownloadFixture(Path home, String template) {
		this.store = Store.open(home);
		assertThat(this.store.tryOwn()).isTrue();
		this.template = template;
	}

	static DownloadFixture of(Path home, RawServer server) {
		DownloadFixture fixture = new DownloadFixture(home, server.url("/releases/shop-{version}.jar"));
		fixture.allowed.add(server.url("/releases"));
		return fixture;
	}

	ReleaseDownloader downloader() {
		ReleaseSettings settings = new ReleaseSettings(this.template, this.allowed, this.mavenRepository,
				this.repositories, this.maxSize, 3, 5L << 30, Duration.ofSeconds(10), this.stallTimeout, this.attempts,
				Duration.ofSeconds(1), Duration.ofSeconds(30), null);
		return new ReleaseDownloader(this.store, new ApplicationIdentity("com.example", "shop", "1.0.0"), settings,
				this.sslBundles, () -> Optional.of(this.java), this.pauses::add, () -> 0.5,
				Clock.fixed(NOW, ZoneOffset.UTC));
	}

	static UpdateRequest request(@Nullable String sha256) {
		return new UpdateRequest(VERSION, null, sha256, null);
	}

	Release install(@Nullable String sha256) throws InterruptedException {
		ReleaseDownloader downloader = downloader();
		return downloader.verify(downloader.fetch(request(sha256), (done, total) -> this.progress.add(done)));
	}

	void assertFails(@Nullable String sha256, Reason reason, String text) {
		assertRefused(() -> install(sha256), reason, text);
	}

	static void assertRefused(ThrowingCallable call, Reason reason, String text) {
		assertThatExceptionOfType(UpdateException.class).isThrownBy(call)
			.withMessageContaining(text)
			.withMessageContaining("perhaps you should")
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(reason));
	}

	void assertNothingLeft() throws IOException {
		assertThat(this.store.incoming()).isEmptyDirectory();
		assertThat(this.store.releases()).isEmpty();
		assertThat(this.store.home().resolve("releases")).isEmptyDirectory();
	}

	/** Bytes of the one partial file. */
	long partial() throws IOException {
		assertThat(this.store.home().resolve("releases")).isEmptyDirectory();
		try (Stream<Path> files = Files.list(this.store.incoming())) {
			List<Path> parts = files.filter((it) -> it.toString().endsWith(".part")).toList();
			assertThat(parts).hasSize(1);
			return Files.size(parts.get(0));
		}
	}

	void assertInstalled(byte[] jar) {
		assertThat(this.store.verified(VERSION).jar()).hasBinaryContent(jar);
		assertThat(this.store.incoming()).isEmptyDirectory();
	}

	@Override
	public void close() {
		this.store.disown();
	}

}
