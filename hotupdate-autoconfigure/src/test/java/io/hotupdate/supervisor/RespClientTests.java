package io.hotupdate.supervisor;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

import io.hotupdate.TestCertificate;
import io.hotupdate.supervisor.RedisAddress.Mode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

/**
 * What a supervisor says to Redis, and a real Redis to it.
 */
@Timeout(120)
class RespClientTests {

	private static final String SCRIPT = "return { ARGV[1], redis.call('INCR', KEYS[1]), false, { 'ä' } }";

	/**
	 * Connecting, logging in and the script: none waits for longer than half a second.
	 */
	private static final Duration BOUND = Duration.ofSeconds(5);

	@TempDir
	Path folder;

	@Test
	void scriptIsRunAndItsAnswerUnderstood() throws Exception {
		try (OwnRedis redis = OwnRedis.start(this.folder); RespClient client = client(redis, null, null)) {
			assertThat(run(client)).isEqualTo("[one, 1, null, [ä]]");
			assertThat(run(client)).isEqualTo("[one, 2, null, [ä]]");
		}
	}

	@Test
	void flushedScriptIsSentAgain() throws Exception {
		try (OwnRedis redis = OwnRedis.start(this.folder); RespClient client = client(redis, null, null)) {
			run(client);
			redis.call("SCRIPT", "FLUSH");
			assertThat(run(client)).startsWith("[one, 2");
		}
	}

	@Test
	void passwordUserAndDatabaseAreThoseOfTheSettings() throws Exception {
		try (OwnRedis redis = OwnRedis.start(this.folder, "--requirepass", "s3cret", "--user", "hot", "on", ">p4ss",
				"~*", "+@all")) {
			RedisAddress address = new RedisAddress(Mode.STANDALONE, List.of(redis.node()), null, "hot", "p4ss", null,
					null, 3, false);
			try (RespClient client = new RespClient(address, SCRIPT)) {
				assertThat(run(client)).startsWith("[one, 1");
			}
			try (RespConnection connection = RespConnection.open(redis.node(), false)) {
				connection.call(List.of("AUTH", "s3cret"));
				assertThat(connection.call(List.of("EXISTS", "k"))).isEqualTo("0");
				connection.call(List.of("SELECT", "3"));
				assertThat(connection.call(List.of("EXISTS", "k"))).isEqualTo("1");
			}
			try (RespClient client = client(redis, null, "s3cret")) {
				assertThat(run(client)).startsWith("[one, 1");
			}
		}
	}

	@Test
	void wrongPasswordIsToldWithoutIt() throws Exception {
		try (OwnRedis redis = OwnRedis.start(this.folder, "--requirepass", "s3cret")) {
			try (RespClient client = client(redis, null, "wr0ng")) {
				assertThatIOException().isThrownBy(() -> run(client))
					.withMessageContaining("WRONGPASS")
					.satisfies((ex) -> assertThat(ex.toString()).doesNotContain("wr0ng", "s3cret"));
			}
			try (RespClient client = client(redis, null, null)) {
				assertThatIOException().isThrownBy(() -> run(client)).withMessageContaining("NOAUTH");
			}
			assertThat(address(redis, null, "s3cret").toString()).doesNotContain("s3cret");
		}
	}

	@Test
	void hungRedisIsGivenUpInTime() throws Exception {
		try (OwnRedis redis = OwnRedis.start(this.folder); RespClient client = client(redis, null, null)) {
			run(client);
			redis.hang();
			long begun = System.nanoTime();
			assertThatIOException().isThrownBy(() -> run(client));
			assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(BOUND);
			redis.wake();
			assertThat(run(client)).startsWith("[one, ");
		}
	}

	@Test
	void killedRedisIsNoticedAndFoundAgain() throws Exception {
		try (OwnRedis redis = OwnRedis.start(this.folder); RespClient client = client(redis, null, null)) {
			run(client);
			redis.kill();
			assertThatIOException().isThrownBy(() -> run(client));
			redis.restart();
			assertThat(run(client)).as("without data").startsWith("[one, 1");
			redis.kill();
			redis.restart();
			assertThat(run(client)).as("the connection is renewed").startsWith("[one, 1");
		}
	}

	@Test
	void sentinelsNameTheMaster() throws Exception {
		try (OwnRedis redis = OwnRedis.start(this.folder)) {
			Path file = Files.writeString(this.folder.resolve("sentinel.conf"),
					"sentinel monitor desk 127.0.0.1 " + redis.port() + " 1\n");
			try (OwnRedis sentinel = OwnRedis.of(file, "--sentinel")) {
				try (RespClient client = new RespClient(
						sentinels("desk", List.of("127.0.0.1:" + unused(), sentinel.node())), SCRIPT)) {
					assertThat(run(client)).startsWith("[one, 1");
					assertThat(redis.call("EXISTS", "k")).isEqualTo("1");
				}
				try (RespClient client = new RespClient(sentinels("other", List.of(sentinel.node())), SCRIPT)) {
					assertThatIOException().isThrownBy(() -> run(client))
						.withMessageContaining("knows no master other");
				}
			}
		}
	}

	@Test
	void nodeOfAClusterNamesTheOneThatHasTheKeys() throws Exception {
		Path one = Files.createDirectories(this.folder.resolve("one"));
		Path two = Files.createDirectories(this.folder.resolve("two"));
		try (OwnRedis first = OwnRedis.start(one, "--cluster-enabled", "yes");
				OwnRedis second = OwnRedis.start(two, "--cluster-enabled", "yes")) {
			first.call("CLUSTER", "MEET", "127.0.0.1", second.port());
			String slot = String.valueOf(first.call("CLUSTER", "KEYSLOT", "k"));
			for (int i = 0; i < 16384; i += 4096) {
				assignSlots((i == Integer.parseInt(slot) / 4096 * 4096) ? second : first, i);
			}
			await().atMost(Duration.ofSeconds(60))
				.until(() -> String.valueOf(first.call("CLUSTER", "INFO")).contains("cluster_state:ok")
						&& String.valueOf(second.call("CLUSTER", "INFO")).contains("cluster_state:ok"));
			RedisAddress address = new RedisAddress(Mode.CLUSTER, List.of(first.node()), null, null, null, null, null,
					0, false);
			try (RespClient client = new RespClient(address, SCRIPT)) {
				assertThat(run(client)).startsWith("[one, 1");
				assertThat(run(client)).startsWith("[one, 2");
			}
			assertThat(second.call("EXISTS", "k")).isEqualTo("1");
		}
	}

	private static void assignSlots(OwnRedis node, int first) throws IOException {
		String[] words = new String[4096 + 2];
		words[0] = "CLUSTER";
		words[1] = "ADDSLOTS";
		for (int i = 0; i < 4096; i++) {
			words[i + 2] = String.valueOf(first + i);
		}
		node.call(words);
	}

	@Test
	void tlsIsSpokenToWhomTheNameBelongs() throws Exception {
		SSLContext before = SSLContext.getDefault();
		TestCertificate certificate = TestCertificate.create(this.folder);
		try (OwnRedis redis = withTls(certificate)) {
			SSLContext.setDefault(trusting(certificate));
			RedisAddress address = new RedisAddress(Mode.STANDALONE, List.of("localhost:" + redis.port()), null, null,
					null, null, null, 0, true);
			try (RespClient client = new RespClient(address, SCRIPT)) {
				assertThat(run(client)).startsWith("[one, 1");
			}
			RedisAddress other = new RedisAddress(Mode.STANDALONE, List.of(redis.node()), null, null, null, null, null,
					0, true);
			try (RespClient client = new RespClient(other, SCRIPT)) {
				assertThatIOException().as("the certificate is for localhost")
					.isThrownBy(() -> run(client))
					.isInstanceOf(SSLException.class);
			}
			try (RespClient client = client(redis, null, null)) {
				assertThatIOException().as("without TLS").isThrownBy(() -> run(client));
			}
		}
		finally {
			SSLContext.setDefault(before);
		}
	}

	private OwnRedis withTls(TestCertificate certificate) throws IOException {
		return OwnRedis.start(this.folder, "--port", "0", "--tls-port", "PORT", "--tls-cert-file",
				certificate.certificate().toString(), "--tls-key-file", certificate.key().toString(),
				"--tls-ca-cert-file", certificate.certificate().toString(), "--tls-auth-clients", "no");
	}

	private static SSLContext trusting(TestCertificate certificate) throws Exception {
		TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		factory.init(certificate.trusting());
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, factory.getTrustManagers(), null);
		return context;
	}

	@ParameterizedTest
	@ValueSource(strings = { "HTTP/1.1 400 Bad Request\r\n\r\n", "\r\n", "$99999999999\r\n", "*9999999\r\n", "$5\r\nab",
			"-", ":", "*3\r\n:1\r\n" })
	void whatIsNoRedisIsAnError(String answer) throws Exception {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			Thread thread = new Thread(() -> answer(server, answer));
			thread.start();
			RedisAddress address = new RedisAddress(Mode.STANDALONE, List.of("127.0.0.1:" + server.getLocalPort()),
					null, null, null, null, null, 0, false);
			try (RespClient client = new RespClient(address, SCRIPT)) {
				assertThatIOException().isThrownBy(() -> run(client));
			}
			thread.join();
		}
	}

	private static void answer(ServerSocket server, String answer) {
		try (Socket socket = server.accept(); InputStream in = socket.getInputStream()) {
			OutputStream out = socket.getOutputStream();
			assertThat(in.read()).isEqualTo('*');
			out.write(answer.getBytes(StandardCharsets.UTF_8));
			out.flush();
			socket.shutdownOutput();
			in.readAllBytes();
		}
		catch (IOException ex) {
			// it hangs up on what it does not understand
			assertThat(ex).isNotNull();
		}
	}

	private static int unused() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private static RedisAddress sentinels(String master, List<String> nodes) {
		return new RedisAddress(Mode.SENTINEL, nodes, master, null, null, null, null, 0, false);
	}

	private static RespClient client(OwnRedis redis, @Nullable String username, @Nullable String password) {
		return new RespClient(address(redis, username, password), SCRIPT);
	}

	private static RedisAddress address(OwnRedis redis, @Nullable String username, @Nullable String password) {
		return new RedisAddress(Mode.STANDALONE, List.of(redis.node()), null, username, password, null, null, 0, false);
	}

	private static String run(RespClient client) throws IOException {
		return String.valueOf(client.run(List.of("k"), List.of("one")));
	}

}
