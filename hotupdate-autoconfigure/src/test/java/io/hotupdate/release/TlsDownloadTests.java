package io.hotupdate.release;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.hotupdate.Reason;
import io.hotupdate.release.ReleaseSettings.Repository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;

import static org.assertj.core.api.Assertions.assertThat;

class TlsDownloadTests {

	@TempDir
	Path folder;

	private HttpsServer server;

	private DownloadFixture fixture;

	private SslBundle bundle;

	private Path jar;

	@BeforeEach
	void start() throws Exception {
		this.jar = TestJars.boot(this.folder, "1.1.0");
		byte[] content = Files.readAllBytes(this.jar);
		KeyStore keys = keys();
		this.bundle = SslBundle.of(SslStoreBundle.of(keys, "changeit", keys));
		this.server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
		this.server.setHttpsConfigurator(new HttpsConfigurator(this.bundle.createSslContext()));
		this.server.createContext("/", (exchange) -> {
			exchange.sendResponseHeaders(200, content.length);
			exchange.getResponseBody().write(content);
			exchange.close();
		});
		this.server.start();
		this.fixture = new DownloadFixture(this.folder.resolve("home"), url() + "{version}.jar");
	}

	private String url() {
		return "https://127.0.0.1:" + this.server.getAddress().getPort() + "/";
	}

	private KeyStore keys() throws Exception {
		Path file = this.folder.resolve("keys.p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=test", "-ext", "san=ip:127.0.0.1",
				"-storetype", "PKCS12", "-storepass", "changeit", "-keystore", file.toString())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
		KeyStore keys = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(file)) {
			keys.load(in, "changeit".toCharArray());
		}
		return keys;
	}

	@AfterEach
	void stop() {
		this.fixture.close();
		this.server.stop(0);
	}

	@Test
	void sslBundleOfTheRepositoryIsUsed() throws Exception {
		this.fixture.sslBundles = new DefaultSslBundleRegistry("releases", this.bundle);
		this.fixture.repositories.add(new Repository(url(), null, null, null, null, "releases"));
		this.fixture.install(Sha256.of(this.jar));
		this.fixture.assertInstalled(Files.readAllBytes(this.jar));
	}

	@Test
	void untrustedCertificateIsRefusedAtOnce() throws Exception {
		this.fixture.assertFails(Sha256.of(this.jar), Reason.SERVER_UNREACHABLE, "ssl-bundle");
		assertThat(this.fixture.pauses).isEmpty();
		this.fixture.assertNothingLeft();
	}

}
