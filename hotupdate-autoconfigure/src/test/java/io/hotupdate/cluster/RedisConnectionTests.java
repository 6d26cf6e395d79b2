package io.hotupdate.cluster;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

import io.hotupdate.TestCertificate;
import io.hotupdate.cluster.RedisSettings.Bundle;
import io.hotupdate.cluster.RedisSettings.Mode;
import io.hotupdate.cluster.RedisSettings.Node;
import io.lettuce.core.RedisException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The ways in which Redis is reached, each a real one.
 */
class RedisConnectionTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final GroupKeys KEYS = GroupKeys.of("desk");

	private static final Member MEMBER = new Member("one", "n1", "host:/home", "1");

	private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

	@TempDir
	Path folder;

	@Test
	void serverWithAPasswordAndADatabase() throws Exception {
		try (RedisProcess redis = RedisProcess.start(this.folder)) {
			Commands.run(redis.port(), "config", "set", "requirepass", "s3cret");
			assertThatExceptionOfType(RedisException.class)
				.isThrownBy(() -> open(settings(redis.port(), Mode.STANDALONE, null, "wrong", 3, null)));
			try (RedisConnection connection = open(settings(redis.port(), Mode.STANDALONE, null, "s3cret", 3, null))) {
				assertBeats(connection);
			}
		}
	}

	@Test
	void masterThatTheSentinelsName() throws Exception {
		try (RedisProcess master = RedisProcess.start(this.folder.resolve("master"));
				RedisProcess replica = RedisProcess.start(this.folder.resolve("replica"), "--replicaof", "127.0.0.1",
						String.valueOf(master.port()));
				RedisProcess sentinel = RedisProcess.sentinel(this.folder.resolve("sentinel"), "desk", master.port());
				RedisConnection connection = open(settings(sentinel.port(), Mode.SENTINEL, "desk", null, 0, null))) {
			assertBeats(connection);
			await().atMost(LIMIT)
				.until(() -> Commands.run(sentinel.port(), "sentinel", "replicas", "desk").equals("*1"));
			master.kill();
			await().atMost(LIMIT)
				.ignoreException(RedisException.class)
				.until(() -> !beat(connection).epoch().isEmpty());
			assertThat(Commands.run(replica.port(), "exists", "{desk}:group")).isEqualTo(":1");
		}
	}

	@Test
	void clusterHasAllKeysInOneSlot() throws Exception {
		try (RedisProcess node = RedisProcess.start(this.folder, "--cluster-enabled", "yes")) {
			for (int first = 0; first < 16384; first += 4096) {
				Commands.run(node.port(),
						Stream
							.concat(Stream.of("cluster", "addslots"),
									IntStream.range(first, first + 4096).mapToObj(String::valueOf))
							.toArray(String[]::new));
			}
			await().atMost(LIMIT).ignoreException(AssertionError.class).until(() -> {
				Commands.run(node.port(), "exists", "x");
				return true;
			});
			try (RedisConnection connection = open(settings(node.port(), Mode.CLUSTER, null, null, 0, null))) {
				assertBeats(connection);
			}
		}
	}

	@Test
	void serverWithTls() throws Exception {
		TestCertificate certificate = TestCertificate.create(this.folder);
		try (RedisProcess redis = RedisProcess.start(this.folder, "--tls-cert-file",
				certificate.certificate().toString(), "--tls-key-file", certificate.key().toString(),
				"--tls-auth-clients", "no", "--tls-ca-cert-file", certificate.certificate().toString())) {
			int port = freePort();
			Commands.run(redis.port(), "config", "set", "tls-port", String.valueOf(port));
			try (RedisConnection connection = open(
					settings(port, Mode.STANDALONE, null, null, 0, bundle(certificate.trusting())))) {
				assertBeats(connection);
			}
			Bundle stranger = bundle(TestCertificate.empty());
			assertThatExceptionOfType(RedisException.class)
				.isThrownBy(() -> open(settings(port, Mode.STANDALONE, null, null, 0, stranger)));
		}
	}

	private void assertBeats(RedisConnection connection) throws InterruptedException {
		assertThat(beat(connection).conflict()).isFalse();
		assertThat(connection.group().states()).containsOnlyKeys("one");
		await().atMost(LIMIT).until(() -> this.heard.stream().anyMatch((message) -> message.contains("joined")));
	}

	private BeatReply beat(RedisConnection connection) {
		return connection.group().beat("", MEMBER, "{}", true, "1.0.0", "", BeatSettings.DEFAULTS);
	}

	private RedisConnection open(RedisSettings settings) {
		return RedisConnection.open(settings, KEYS, Duration.ofMillis(100), this.heard::add);
	}

	private static RedisSettings settings(int port, Mode mode, @Nullable String master, @Nullable String password,
			int database, @Nullable Bundle bundle) {
		String host = (bundle != null) ? "localhost" : "127.0.0.1";
		return new RedisSettings(List.of(new Node(host, port)), mode, master, null, password, null, null, database,
				bundle != null, bundle, Duration.ofSeconds(5));
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private static Bundle bundle(KeyStore trusted) throws Exception {
		KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		own.init(TestCertificate.empty(), new char[0]);
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(trusted);
		return new Bundle(own, trust, List.of(), List.of());
	}

}
