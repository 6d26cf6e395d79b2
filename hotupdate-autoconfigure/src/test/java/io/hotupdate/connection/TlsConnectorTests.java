package io.hotupdate.connection;

import java.io.EOFException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

import io.hotupdate.connection.RawConnection.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.jks.JksSslStoreBundle;
import org.springframework.boot.ssl.jks.JksSslStoreDetails;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Http2;
import org.springframework.boot.web.server.Ssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
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
		Path store = createKeyStore("store");
		try (TestServer server = new TestServer(new GatedConnectors(false, ListenerSource.NONE),
				(factory) -> factory.setSsl(ssl(store)))) {
			Drain drain = server.connectors.drain();
			Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.port());
			server.connectors.openAll();
			try (RawConnection client = new RawConnection(
					clientContext(store).getSocketFactory().createSocket(plain, "localhost", server.port(), true))) {
				assertThat(client.exchange(RawConnection.get("/")).close()).isFalse();
				server.connectors.closeAll();
				drain.begin();
				await().until(() -> drain.remaining().equals(Remaining.of(List.of(Kind.IDLE))));
				client.send(RawConnection.post("/echo", "one") + RawConnection.get("/"));
				assertThat(client.read()).isEqualTo(new Answer(200, false, false, "one"));
				assertThat(client.read()).isEqualTo(new Answer(200, true, false, "hello"));
				assertThat(client.isEnded()).isTrue();
				await().until(() -> drain.remaining().total() == 0);
			}
		}
	}

	@Test
	void handshakeThatIsUnderWayCompletes() throws Exception {
		Path store = createKeyStore("store");
		try (TestServer server = new TestServer(new GatedConnectors(), (factory) -> factory.setSsl(ssl(store)))) {
			Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.port());
			await().until(() -> server.connector().acceptedConnections() == 1);
			server.connectors.closeAll();
			server.connectors.drain().begin();
			try (RawConnection client = new RawConnection(
					clientContext(store).getSocketFactory().createSocket(plain, "localhost", server.port(), true))) {
				assertThat(client.exchange(RawConnection.get("/"))).isEqualTo(new Answer(200, true, false, "hello"));
				assertThat(client.isEnded()).isTrue();
			}
		}
	}

	@Test
	void reloadedBundleIsServedByBothGenerations() throws Exception {
		Path before = createKeyStore("before");
		Path after = createKeyStore("after");
		DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry("web", bundle(before));
		try (TestServer a = new TestServer(new GatedConnectors(), (factory) -> bundled(factory, bundles));
				TestServer b = new TestServer(new GatedConnectors(false, (name, address) -> listenerOf(a)),
						(factory) -> bundled(factory, bundles));
				RawConnection kept = connect(a, before)) {
			assertThat(kept.exchange(RawConnection.get("/")).close()).isFalse();
			bundles.updateBundle("web", bundle(after));
			try (RawConnection client = connect(a, after)) {
				assertThat(client.exchange(RawConnection.get("/")).status()).isEqualTo(200);
			}
			assertThatExceptionOfType(SSLException.class).isThrownBy(() -> connect(a, before));
			b.connectors.openAll();
			a.connectors.closeAll();
			a.connectors.drain().begin();
			try (RawConnection client = connect(a, after)) {
				assertThat(client.exchange(RawConnection.get("/")).close()).isFalse();
			}
			assertThat(b.connector().acceptedConnections()).isEqualTo(1);
			assertThat(kept.exchange(RawConnection.get("/")).close()).isTrue();
		}
	}

	@Test
	void limitsHoldWithTls() throws Exception {
		Path store = createKeyStore("store");
		Duration bound = Duration.ofSeconds(1);
		LimitSettings settings = new LimitSettings(bound, bound, bound, bound,
				new Bounds(Duration.ZERO, Duration.ZERO, 1000, 100_000_000), List.of(), null, null);
		try (TestServer server = new TestServer(new GatedConnectors(true, ListenerSource.NONE, settings),
				(factory) -> factory.setSsl(ssl(store)))) {
			LimitCounters counters = Objects.requireNonNull(server.connectors.limitCounters());
			try (RawConnection silent = server.connect(); RawConnection handshaking = server.connect()) {
				handshaking.send("\u0016\u0003\u0001");
				assertThat(silent.isEnded()).isTrue();
				assertThat(handshaking.isEnded()).isTrue();
				assertThat(counters.count(LimitKind.HEADER)).isEqualTo(2);
			}
			try (RawConnection client = connect(server, store)) {
				client.send("GET / HTTP/1.1\r\n");
				assertThat(client.read().status()).isEqualTo(408);
			}
			try (RawConnection client = connect(server, store)) {
				client.send("POST /length HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n1");
				assertThat(client.read().status()).isEqualTo(408);
				assertThat(counters.count(LimitKind.REQUEST_RATE)).isEqualTo(1);
			}
			try (RawConnection client = connect(server, store)) {
				client.send(RawConnection.get("/large"));
				await()
					.until(() -> counters.count(LimitKind.RESPONSE_RATE) + counters.count(LimitKind.WRITE_STALL) == 1);
			}
			try (RawConnection client = connect(server, store)) {
				assertThat(client.exchange(RawConnection.get("/")).status()).isEqualTo(200);
				assertThat(client.isEnded()).isTrue();
				assertThat(counters.count(LimitKind.IDLE)).isEqualTo(1);
			}
			await().until(() -> server.connector().openConnections() == 0);
		}
	}

	@Test
	void streamsAreLimitedWithTls() throws Exception {
		Path store = createKeyStore("store");
		LimitSettings settings = new LimitSettings(Duration.ofSeconds(60), Duration.ofSeconds(1), Duration.ofSeconds(1),
				Duration.ZERO, new Bounds(Duration.ZERO, Duration.ZERO, 1_000_000, 0), List.of(), null, null);
		try (TestServer server = new TestServer(new GatedConnectors(true, ListenerSource.NONE, settings), (factory) -> {
			factory.setSsl(ssl(store));
			Http2 http2 = new Http2();
			http2.setEnabled(true);
			factory.setHttp2(http2);
		}); Http2Client client = new Http2Client(handshake(server, store, "h2")).preface()) {
			LimitCounters counters = Objects.requireNonNull(server.connectors.limitCounters());
			client.post(1, "/length");
			server.waiting.acquire();
			await().pollInterval(Duration.ofMillis(50))
				.until(() -> client.data(1, "x".repeat(2000)) != null && counters.count(LimitKind.REQUEST_RATE) == 1);
			assertThat(client.reset()).isEqualTo(1);
			assertThat(client.get(3, "/").answer(3)).isEqualTo("hello");
			assertThatIOException().isThrownBy(client::reset)
				.isInstanceOfAny(EOFException.class, SocketException.class);
			await().until(() -> server.connector().openConnections() == 0);
		}
	}

	private static ReceivedListener listenerOf(TestServer server) {
		return new ReceivedListener(Objects.requireNonNull(server.connector().channel()),
				Objects.requireNonNull(server.connector().address()));
	}

	private static RawConnection connect(TestServer server, Path trusted) throws Exception {
		return new RawConnection(handshake(server, trusted));
	}

	private static SSLSocket handshake(TestServer server, Path trusted, String... protocols) throws Exception {
		SSLSocket socket = (SSLSocket) clientContext(trusted).getSocketFactory()
			.createSocket(InetAddress.getLoopbackAddress(), server.port());
		SSLParameters parameters = socket.getSSLParameters();
		parameters.setApplicationProtocols(protocols);
		socket.setSSLParameters(parameters);
		socket.startHandshake();
		return socket;
	}

	private static void bundled(TomcatServletWebServerFactory factory, SslBundles bundles) {
		factory.setSsl(Ssl.forBundle("web"));
		factory.setSslBundles(bundles);
	}

	private static SslBundle bundle(Path store) {
		return SslBundle.of(new JksSslStoreBundle(
				new JksSslStoreDetails("PKCS12", null, store.toUri().toString(), PASSWORD), null));
	}

	private static Ssl ssl(Path store) {
		Ssl ssl = new Ssl();
		ssl.setKeyStore(store.toUri().toString());
		ssl.setKeyStorePassword(PASSWORD);
		return ssl;
	}

	private Path createKeyStore(String name) throws Exception {
		Path store = this.directory.resolve(name + ".p12");
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
