package io.hotupdate.sample;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Two certificates for localhost, made by keytool, of which one is in use and clients
 * trust both.
 *
 * @param folder where the stores are
 */
record TestCertificates(Path folder) {

	static final String PASSWORD = "changeit";

	private static final String FIRST = "first";

	private static final String SECOND = "second";

	static TestCertificates in(Path folder) throws IOException, InterruptedException {
		TestCertificates certificates = new TestCertificates(Files.createDirectories(folder));
		certificates.make(FIRST);
		certificates.make(SECOND);
		certificates.use(FIRST);
		return certificates;
	}

	/** The store that the server is to use. */
	Path inUse() {
		return this.folder.resolve("server.p12");
	}

	/** Put the second certificate in the place of the first. */
	void replace() throws IOException {
		use(SECOND);
	}

	private void use(String name) throws IOException {
		Path copy = Files.copy(store(name), this.folder.resolve("server.part"), StandardCopyOption.REPLACE_EXISTING);
		Files.move(copy, inUse(), StandardCopyOption.ATOMIC_MOVE);
	}

	private void make(String name) throws IOException, InterruptedException {
		String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
		Process process = new ProcessBuilder(List.of(keytool, "-genkeypair", "-alias", name, "-keyalg", "EC",
				"-groupname", "secp256r1", "-dname", "CN=" + name, "-ext", "SAN=DNS:localhost,IP:127.0.0.1",
				"-validity", "30", "-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore", store(name).toString()))
			.redirectErrorStream(true)
			.redirectOutput(this.folder.resolve(name + ".log").toFile())
			.start();
		if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
			throw new IOException("keytool failed: " + Files.readString(this.folder.resolve(name + ".log")));
		}
	}

	private Path store(String name) {
		return this.folder.resolve(name + ".p12");
	}

	/** Trusts both and nobody else. */
	SSLContext client() throws IOException, GeneralSecurityException {
		KeyStore trusted = KeyStore.getInstance("PKCS12");
		trusted.load(null, null);
		for (String name : List.of(FIRST, SECOND)) {
			KeyStore store = KeyStore.getInstance("PKCS12");
			try (InputStream in = Files.newInputStream(store(name))) {
				store.load(in, PASSWORD.toCharArray());
			}
			trusted.setCertificateEntry(name, store.getCertificate(name));
		}
		TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		factory.init(trusted);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, factory.getTrustManagers(), null);
		return context;
	}

	/** Whether a new handshake on a port shows the second certificate. */
	boolean isReplaced(int port) throws IOException, GeneralSecurityException {
		// a context of its own, so that no session is resumed
		try (SSLSocket socket = (SSLSocket) new Target(port, client()).socket("http/1.1")) {
			X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
			return shown.getSubjectX500Principal().getName().equals("CN=" + SECOND);
		}
	}

}
