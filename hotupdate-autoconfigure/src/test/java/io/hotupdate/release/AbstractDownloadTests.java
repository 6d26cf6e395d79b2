package io.hotupdate.release;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A release of 200 kB, a server for it that sends what a test tells it to, and a
 * downloader.
 */
abstract class AbstractDownloadTests {

	static final String JAR = "/releases/shop-1.1.0.jar";

	static final String ETAG = "ETag: \"one\"";

	@TempDir
	Path folder;

	RawServer server;

	DownloadFixture fixture;

	byte[] jar;

	String sha256;

	@BeforeEach
	void start() throws Exception {
		this.server = new RawServer();
		this.fixture = DownloadFixture.of(this.folder.resolve("home"), this.server);
		Path file = TestJars.boot("1.1.0").padding(200_000).write(this.folder.resolve("shop.jar"));
		this.jar = Files.readAllBytes(file);
		this.sha256 = Sha256.of(file);
	}

	@AfterEach
	void stop() throws Exception {
		this.fixture.close();
		this.server.close();
	}

}
