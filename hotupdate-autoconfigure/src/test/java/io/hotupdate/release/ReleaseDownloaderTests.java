package io.hotupdate.release;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import io.hotupdate.Reason;
import io.hotupdate.Release;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdateRequest;
import io.hotupdate.Version;
import io.hotupdate.release.ReleaseSettings.Repository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class ReleaseDownloaderTests extends AbstractDownloadTests {

	@Test
	void releaseIsInstalledByItsSideFile() throws Exception {
		this.server.on(JAR, RawServer.content(this.jar))
			.on(JAR + ".sha256",
					RawServer.content((this.sha256 + " *shop-1.1.0.jar\n").getBytes(StandardCharsets.US_ASCII)));
		Release release = this.fixture.install(null);
		assertThat(release.sha256()).isEqualTo(this.sha256);
		assertThat(this.fixture.progress).isSorted().startsWith(0L).endsWith((long) this.jar.length);
		assertThat(this.server.requests(JAR).get(0).headers()).containsEntry("accept-encoding", "identity")
			.doesNotContainKey("authorization");
		this.fixture.assertInstalled(this.jar);
	}

	@Test
	void digestOfTheRequestRules() throws Exception {
		this.server.on(JAR, RawServer.content(this.jar)).on(JAR + ".sha256", RawServer.content(new byte[64]));
		this.fixture.install(this.sha256);
		assertThat(this.server.requests(JAR + ".sha256")).isEmpty();
	}

	@Test
	void whatIsInTheStoreIsNotFetchedAgain() throws Exception {
		this.server.on(JAR, RawServer.content(this.jar));
		Release release = this.fixture.install(this.sha256);
		assertThat(this.fixture.install(this.sha256)).isEqualTo(release);
		assertThat(this.server.requests).hasSize(1);
	}

	@Test
	void damagedReleaseOfTheStoreIsFetchedAgain() throws Exception {
		this.server.on(JAR, RawServer.content(this.jar));
		Release release = this.fixture.install(this.sha256);
		this.fixture.store.confirm(release.version());
		DurableFiles.permit(release.jar(), "rw-------");
		Files.write(release.jar(), new byte[10]);
		this.fixture.install(this.sha256);
		this.fixture.assertInstalled(this.jar);
	}

	@Test
	void missingReleaseIsCalledSo() throws Exception {
		this.fixture.assertFails(null, Reason.RELEASE_NOT_FOUND, "404");
		this.fixture.assertFails(this.sha256, Reason.RELEASE_NOT_FOUND, "404");
		assertThat(this.fixture.pauses).isEmpty();
		this.fixture.assertNothingLeft();
	}

	@Test
	void releaseThatTheSuccessorsJavaCannotRunIsRefused() throws Exception {
		this.server.on(JAR, RawServer.content(this.jar));
		this.fixture.java = new RuntimeJava(11, "hotupdate.process.java-home");
		this.fixture.assertFails(this.sha256, Reason.JAVA_TOO_OLD, "Java 11 would run it");
		this.fixture.assertNothingLeft();
	}

	@Test
	void missingDigestIsRefused() throws Exception {
		this.server.on(JAR, RawServer.content(this.jar));
		this.fixture.assertFails(null, Reason.DIGEST_MISSING, "sha256sum");
		this.fixture.assertNothingLeft();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "<html>not found</html>", "0123456789abcdef" })
	void sideFileWithoutDigestIsRefused(String content) throws Exception {
		this.server.on(JAR, RawServer.content(this.jar))
			.on(JAR + ".sha256", RawServer.content(content.getBytes(StandardCharsets.US_ASCII)));
		this.fixture.assertFails(null, Reason.DIGEST_MISSING, "holds no SHA-256");
	}

	@Test
	void hugeSideFileIsRefused() throws Exception {
		byte[] huge = Arrays.copyOf((this.sha256 + "\n").getBytes(StandardCharsets.US_ASCII), 70 * 1024);
		this.server.on(JAR, RawServer.content(this.jar)).on(JAR + ".sha256", RawServer.content(huge));
		this.fixture.assertFails(null, Reason.DIGEST_MISSING, "holds no SHA-256");
	}

	@Test
	void wrongDigestIsRefused() throws Exception {
		this.server.on(JAR, RawServer.content(this.jar));
		this.fixture.assertFails("0".repeat(64), Reason.DIGEST_MISMATCH, "instead of 000");
		assertThat(this.server.requests).hasSize(1);
		this.fixture.assertNothingLeft();
	}

	@Test
	void changeBetweenFetchAndVerifyIsFound() throws Exception {
		this.server.on(JAR, RawServer.content(this.jar));
		ReleaseDownloader downloader = this.fixture.downloader();
		var download = downloader.fetch(DownloadFixture.request(this.sha256), (done, total) -> {
		});
		Files.write(download.file(), new byte[5]);
		DownloadFixture.assertRefused(() -> downloader.verify(download), Reason.DIGEST_MISMATCH, "instead of");
		this.fixture.assertNothingLeft();
	}

	@Test
	void announcedSizeThatIsTooLargeIsRefused() throws Exception {
		this.fixture.maxSize = this.jar.length - 1;
		this.server.on(JAR, this.server.stall(this.jar, 0));
		this.fixture.assertFails(this.sha256, Reason.TOO_LARGE, "hotupdate.releases.max-size");
		this.fixture.assertNothingLeft();
	}

	@Test
	void unannouncedSizeThatIsTooLargeIsRefused() throws Exception {
		this.fixture.maxSize = this.jar.length - 1;
		this.server.on(JAR, RawServer.chunked(this.jar, true));
		this.fixture.assertFails(this.sha256, Reason.TOO_LARGE, "hotupdate.releases.max-size");
		this.fixture.assertNothingLeft();
	}

	@Test
	void unannouncedSizeIsTaken() throws Exception {
		this.server.on(JAR, RawServer.chunked(this.jar, false), RawServer.chunked(this.jar, true));
		this.fixture.install(this.sha256);
		assertThat(this.fixture.pauses).hasSize(1);
		this.fixture.assertInstalled(this.jar);
	}

	@Test
	void whatIsNoBootJarIsRefused() throws Exception {
		Path page = Files.writeString(this.folder.resolve("page.html"), "<html>Log in</html>");
		this.server.on(JAR, RawServer.content(Files.readAllBytes(page)));
		this.fixture.assertFails(Sha256.of(page), Reason.NOT_A_BOOT_JAR, "repackage");
		this.fixture.assertNothingLeft();
	}

	@Test
	void anotherApplicationsJarIsRefused() throws Exception {
		Path other = TestJars.boot("1.1.0").buildInfo("com.example", "bank", "1.1.0").write(this.folder.resolve("b"));
		this.server.on(JAR, RawServer.content(Files.readAllBytes(other)));
		this.fixture.assertFails(Sha256.of(other), Reason.OTHER_APPLICATION, "com.example:bank");
		this.fixture.assertNothingLeft();
	}

	@Test
	void artifactOutsideTheAllowListIsRefused() throws Exception {
		UpdateRequest request = new UpdateRequest(DownloadFixture.VERSION, this.server.url("/other/shop.jar"),
				this.sha256, null);
		DownloadFixture.assertRefused(() -> this.fixture.downloader().check(request), Reason.ARTIFACT_NOT_ALLOWED,
				"/other/shop.jar");
		DownloadFixture.assertRefused(() -> this.fixture.downloader().fetch(request, (done, total) -> {
		}), Reason.ARTIFACT_NOT_ALLOWED, "/other/shop.jar");
		assertThat(this.server.requests).isEmpty();
		this.fixture.assertNothingLeft();
	}

	@Test
	void redirectOutsideTheAllowListIsRefused() throws Exception {
		this.server.on(JAR, RawServer.status(302, "Location: /other/shop.jar?token=s3cret"))
			.on("/other/shop.jar?token=s3cret", RawServer.content(this.jar));
		assertThatThrownBy(() -> this.fixture.install(this.sha256))
			.isInstanceOfSatisfying(UpdateException.class,
					(ex) -> assertThat(ex.reason()).isEqualTo(Reason.REDIRECT_NOT_ALLOWED))
			.hasMessageContaining("/other/shop.jar?token=******")
			.hasMessageNotContaining("s3cret");
		assertThat(this.server.requests).hasSize(1);
		this.fixture.assertNothingLeft();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "file:/etc/passwd", "//evil.example/x", "/releases/../other", "", ":::", "ftp://127.0.0.1" })
	void redirectByATrickIsRefused(String target) throws Exception {
		this.server.on(JAR, RawServer.status(301, "Location: " + target));
		assertThatThrownBy(() -> this.fixture.install(this.sha256)).isInstanceOfSatisfying(UpdateException.class,
				(ex) -> assertThat(ex.reason()).isEqualTo(Reason.REDIRECT_NOT_ALLOWED));
		this.fixture.assertNothingLeft();
	}

	@Test
	void redirectInsideIsFollowedFiveTimes() throws Exception {
		this.server.on(JAR, RawServer.status(302, "Location: /releases/1"))
			.on("/releases/5", RawServer.content(this.jar));
		for (int i = 1; i < 5; i++) {
			this.server.on("/releases/" + i, RawServer.status(307, "Location: " + (i + 1)));
		}
		this.fixture.install(this.sha256);
		this.fixture.store.prune(0, 0, Set.of());
		this.server.on("/releases/5", RawServer.status(302, "Location: /releases/5"));
		this.fixture.assertFails(this.sha256, Reason.REDIRECT_NOT_ALLOWED, "more than 5");
	}

	@Test
	void credentialsGoToTheirPrefixAlone() throws Exception {
		try (RawServer other = new RawServer()) {
			other.on("/cdn/x", RawServer.content(this.jar));
			this.server.on(JAR, RawServer.status(302, "Location: " + other.url("/cdn/x")));
			this.fixture.allowed.add(other.url("/cdn"));
			this.fixture.repositories.add(new Repository(this.server.url("/releases"), "joe", "pw", null, null, null));
			this.fixture.install(this.sha256);
			assertThat(this.server.requests.get(0).headers()).containsEntry("authorization", "Basic am9lOnB3");
			assertThat(other.requests.get(0).headers()).doesNotContainKey("authorization");
		}
	}

	@Test
	void bearerTokenAndProxyAreUsed() throws Exception {
		try (RawServer proxy = new RawServer()) {
			proxy.on(this.server.url(JAR), RawServer.content(this.jar));
			this.fixture.repositories
				.add(new Repository(this.server.url("/"), null, null, "t0ken", "127.0.0.1:" + proxy.port(), null));
			this.fixture.install(this.sha256);
			assertThat(proxy.requests.get(0).headers()).containsEntry("authorization", "Bearer t0ken");
			assertThat(this.server.requests).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 401, 403 })
	void refusedCredentialsAreCalledSo(int status) throws Exception {
		this.server.on(JAR, RawServer.status(status));
		this.fixture.assertFails(this.sha256, Reason.CREDENTIALS_REFUSED, "hotupdate.releases.repositories");
		assertThat(this.server.requests).hasSize(1);
		this.fixture.assertNothingLeft();
	}

	@Test
	void mavenRepositoryIsMapped() throws Exception {
		DownloadFixture maven = new DownloadFixture(this.folder.resolve("maven"), "maven:com.example:shop");
		maven.mavenRepository = this.server.url("/m2");
		maven.allowed.add(this.server.url("/m2"));
		this.server.on("/m2/com/example/shop/1.1.0/shop-1.1.0.jar", RawServer.content(this.jar))
			.on("/m2/com/example/shop/1.1.0/shop-1.1.0.jar.sha256",
					RawServer.content(this.sha256.getBytes(StandardCharsets.US_ASCII)));
		maven.install(null);
		maven.assertInstalled(this.jar);
		maven.close();
	}

	@Test
	void processThatDoesNotOwnTheStoreIsRefused() {
		this.fixture.store.disown();
		this.fixture.assertFails(this.sha256, Reason.STORE_IN_USE, "hotupdate.home");
	}

	@Test
	void interruptKeepsWhatArrivedAndTheNextFetchGoesOn() throws Exception {
		this.server.on(JAR, this.server.stall(this.jar, 100_000, ETAG), RawServer.content(this.jar, ETAG));
		AtomicReference<Thread> thread = new AtomicReference<>();
		CompletableFuture<Throwable> paused = CompletableFuture.supplyAsync(() -> {
			thread.set(Thread.currentThread());
			try {
				this.fixture.install(this.sha256);
				return new AssertionError("Not interrupted");
			}
			catch (InterruptedException | RuntimeException ex) {
				return ex;
			}
		});
		await().atMost(Duration.ofSeconds(60)).until(() -> this.fixture.progress.contains(100_000L));
		thread.get().interrupt();
		assertThat(paused).succeedsWithin(Duration.ofSeconds(60)).isInstanceOf(InterruptedException.class);
		assertThat(this.fixture.partial()).isEqualTo(100_000);
		this.fixture.install(this.sha256);
		assertThat(this.server.requests.get(1).headers()).containsEntry("range", "bytes=100000-")
			.containsEntry("if-range", "\"one\"");
		this.fixture.assertInstalled(this.jar);
	}

	@Test
	void discardDeletesWhatArrived() throws Exception {
		this.fixture.attempts = 1;
		this.server.on(JAR, RawServer.cut(this.jar, 1000));
		this.fixture.assertFails(this.sha256, Reason.TRUNCATED, "broke off");
		assertThat(this.fixture.partial()).isPositive();
		this.fixture.downloader().discard(DownloadFixture.request(this.sha256));
		this.fixture.assertNothingLeft();
	}

	@Test
	void anotherDownloadDeletesWhatArrivedOfTheLast() throws Exception {
		this.fixture.attempts = 1;
		this.server.on(JAR, RawServer.cut(this.jar, 1000));
		this.fixture.assertFails(this.sha256, Reason.TRUNCATED, "broke off");
		UpdateRequest other = new UpdateRequest(new Version("1.2.0"), null, this.sha256, null);
		DownloadFixture.assertRefused(() -> this.fixture.downloader().fetch(other, (done, total) -> {
		}), Reason.RELEASE_NOT_FOUND, "404");
		this.fixture.assertNothingLeft();
	}

	@Test
	void oldReleasesArePruned() throws Exception {
		for (String version : List.of("0.1.0", "0.2.0", "0.3.0")) {
			Path old = TestJars.boot(this.folder, version);
			this.fixture.store.install(old, new Version(version), Sha256.of(old), "test");
		}
		this.server.on(JAR, RawServer.content(this.jar));
		this.fixture.install(this.sha256);
		assertThat(this.fixture.store.releases()).extracting((it) -> it.version().value())
			.containsExactly("1.1.0", "0.3.0", "0.2.0");
	}

}
