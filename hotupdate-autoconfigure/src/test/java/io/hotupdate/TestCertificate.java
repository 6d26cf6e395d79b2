package io.hotupdate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A certificate for localhost that it has signed itself, in a key store and in the files
 * that servers other than Java's read.
 *
 * @param keys the key store; password {@value #PASSWORD}
 * @param key the file with the key
 * @param certificate the file with the certificate
 */
public record TestCertificate(KeyStore keys, Path key, Path certificate) {

	public static final String PASSWORD = "changeit";

	public static TestCertificate create(Path folder) throws Exception {
		Path store = folder.resolve("localhost.p12");
		String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
		assertThat(new ProcessBuilder(keytool, "-genkeypair", "-alias", "localhost", "-keyalg", "EC", "-groupname",
				"secp256r1", "-dname", "CN=localhost", "-ext", "SAN=DNS:localhost", "-validity", "30", "-storetype",
				"PKCS12", "-storepass", PASSWORD, "-keystore", store.toString())
			.inheritIO()
			.start()
			.waitFor()).isZero();
		KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
		return new TestCertificate(keys,
				pem(folder, "PRIVATE KEY", keys.getKey("localhost", PASSWORD.toCharArray()).getEncoded()),
				pem(folder, "CERTIFICATE", keys.getCertificate("localhost").getEncoded()));
	}

	private static Path pem(Path folder, String type, byte[] content) throws IOException {
		return Files.writeString(folder.resolve(type.replace(' ', '-') + ".pem"),
				"-----BEGIN " + type + "-----\n"
						+ Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(content) + "\n-----END " + type
						+ "-----\n");
	}

	/** A store that trusts it. */
	public KeyStore trusting() throws Exception {
		KeyStore trusted = empty();
		trusted.setCertificateEntry("localhost", this.keys.getCertificate("localhost"));
		return trusted;
	}

	public static KeyStore empty() throws Exception {
		KeyStore empty = KeyStore.getInstance("PKCS12");
		empty.load(null, null);
		return empty;
	}

}
