package io.hotupdate.connection;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import io.hotupdate.connection.RawConnection.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.web.server.Ssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Gate and drain with TLS.
 */
@Timeout(120)
class TlsConnectorTests {

	private static final String PASSWORD = "password";

	@TempDir
	Path directory;

	@Test
	void gateAndDrainWorkWithTls() throws Exception {
		Path store = createKeyStore();
		Ssl ssl = new Ssl();
		ssl.setKeyStore(store.toUri().toString());
		ssl.setKeyStorePassword(PASSWORD);
		try (TestServer server = new TestServer(new GatedConnectors(false, ListenerSource.NONE),
				(factory) -> factory.setSsl(ssl))) {
			Drain drain = server.connectors.drain();
			Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.port());
			server.connectors.openAll();
			try (RawConnection client = new RawConnection(
					clientContext(store).getSocketFactory().createSocket(plain, "localhost", server.port(), true))) {
				assertThat(client.exchange(RawConnection.get("/")).close()).isFalse();
				server.connectors.closeAll();
				drain.begin();
				await().until(() -> drain.remaining().equals(new Remaining(1, 0, 0)));
				client.send(RawConnection.post("/echo", "one") + RawConnection.get("/"));
				assertThat(client.read()).isEqualTo(new Answer(200, false, false, "one"));
				assertThat(client.read()).isEqualTo(new Answer(200, true, false, "hello"));
				assertThat(client.isEnded()).isTrue();
				await().until(() -> drain.remaining().total() == 0);
			}
		}
	}

	private Path createKeyStore() throws Exception {
		Path store = this.directory.resolve("store.p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "test", "-keyalg", "EC", "-dname", "CN=localhost", "-storetype", "PKCS12",
				"-keystore", store.toString(), "-storepass", PASSWORD)
			.inheritIO()
			.start();
		assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
		assertThat(store).exists();
		return store;
	}

	private static SSLContext clientContext(Path store) throws Exception {
		KeyStore keyStore = KeyStore.getInstance("PKCS12");
		try (var in = Files.newInputStream(store)) {
			keyStore.load(in, PASSWORD.toCharArray());
		}
		KeyStore trusted = KeyStore.getInstance("PKCS12");
		trusted.load(null, null);
		trusted.setCertificateEntry("test", keyStore.getCertificate("test"));
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(trusted);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, trust.getTrustManagers(), null);
		return context;
	}

}
