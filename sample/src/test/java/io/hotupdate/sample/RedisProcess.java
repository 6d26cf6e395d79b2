package io.hotupdate.sample;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static org.awaitility.Awaitility.await;

/**
 * A real redis-server: the one of embedded-redis, or what the system property
 * {@code hotupdate.test.redis-server} names. Its process is ours, so that it can be
 * killed and stopped.
 */
final class RedisProcess implements AutoCloseable {

	private static final String BINARY = "/redis-server-6.2.6-v5-linux-amd64";

	private final Path directory;

	private final int port;

	private final List<String> options;

	private Process process;

	private RedisProcess(Path directory, int port, List<String> options) throws IOException {
		this.directory = directory;
		this.port = port;
		this.options = options;
		this.process = launch();
	}

	static RedisProcess start(Path directory, String... options) throws IOException {
		return new RedisProcess(directory, freePort(), List.of(options));
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private Process launch() throws IOException {
		List<String> command = new ArrayList<>(List.of(binary().toString(), "--port", String.valueOf(this.port),
				"--bind", "127.0.0.1", "--dir", this.directory.toString(), "--save", "", "--appendonly", "no"));
		command.addAll(this.options);
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("redis.log").toFile())
			.start();
		await().atMost(Duration.ofSeconds(30)).until(this::accepts);
		return process;
	}

	private Path binary() throws IOException {
		String named = System.getProperty("hotupdate.test.redis-server", "");
		if (!named.isEmpty()) {
			return Path.of(named);
		}
		Path binary = this.directory.resolve("redis-server");
		if (!Files.exists(binary)) {
			try (InputStream in = RedisProcess.class.getResourceAsStream(BINARY)) {
				if (in == null) {
					throw new IOException("There is no " + BINARY + " on the class path");
				}
				Files.copy(in, binary, StandardCopyOption.REPLACE_EXISTING);
			}
			binary.toFile().setExecutable(true);
		}
		return binary;
	}

	private boolean accepts() {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port), 500);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	int port() {
		return this.port;
	}

	long pid() {
		return this.process.pid();
	}

	void kill() throws InterruptedException {
		this.process.destroyForcibly().waitFor();
	}

	void restart() throws IOException {
		this.process = launch();
	}

	@Override
	public void close() throws InterruptedException {
		kill();
	}

}
