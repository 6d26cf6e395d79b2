package io.hotupdate.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A real redis-server, the one of embedded-redis, whose process is ours: it can be
 * killed, stopped, and started again on the same port.
 */
final class RedisProcess implements AutoCloseable {

	private static final String BINARY = "/redis-server-6.2.6-v5-linux-amd64";

	private final Path directory;

	private final int port;

	private final Map<String, String> environment;

	private final List<String> options;

	private Process process;

	private RedisProcess(Path directory, Map<String, String> environment, List<String> options) throws IOException {
		this.directory = Files.createDirectories(directory);
		this.port = freePort();
		this.environment = environment;
		this.options = options;
		this.process = launch();
	}

	static RedisProcess start(Path directory, String... options) throws IOException {
		return new RedisProcess(directory, Map.of(), List.of(options));
	}

	static RedisProcess start(Path directory, Map<String, String> environment) throws IOException {
		return new RedisProcess(directory, environment, List.of());
	}

	/** A Sentinel that watches a master, and needs no other to agree. */
	static RedisProcess sentinel(Path directory, String master, int port) throws IOException {
		Path file = Files.createDirectories(directory).resolve("sentinel.conf");
		Files.writeString(file,
				"sentinel monitor " + master + " 127.0.0.1 " + port + " 1\nsentinel down-after-milliseconds " + master
						+ " 500\nsentinel failover-timeout " + master + " 2000\n");
		return new RedisProcess(directory, Map.of(), List.of("--sentinel"));
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			// the port of the conversation between nodes is higher by 10000
			return (socket.getLocalPort() > 50000) ? socket.getLocalPort() - 20000 : socket.getLocalPort();
		}
	}

	private Process launch() throws IOException {
		List<String> command = new ArrayList<>(List.of(binary().toString()));
		if (this.options.contains("--sentinel")) {
			command.add(this.directory.resolve("sentinel.conf").toString());
		}
		command.addAll(List.of("--port", String.valueOf(this.port), "--bind", "127.0.0.1", "--dir",
				this.directory.toString()));
		if (!this.options.contains("--sentinel")) {
			command.addAll(List.of("--save", "", "--maxclients", "5000"));
		}
		command.addAll(this.options);
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(this.directory.resolve("redis.log").toFile()));
		builder.environment().putAll(this.environment);
		Process launched = builder.start();
		await().pollInterval(Duration.ofMillis(5)).atMost(Duration.ofSeconds(60)).until(this::answers);
		return launched;
	}

	private Path binary() throws IOException {
		Path binary = this.directory.resolve("redis-server");
		if (!Files.exists(binary)) {
			try (InputStream in = RedisProcess.class.getResourceAsStream(BINARY)) {
				assertThat(in).as("%s on the class path", BINARY).isNotNull();
				Files.copy(in, binary);
			}
			assertThat(binary.toFile().setExecutable(true)).isTrue();
		}
		return binary;
	}

	/** Also not before its data are loaded. */
	private boolean answers() {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port), 500);
			socket.setSoTimeout(500);
			socket.getOutputStream().write("PING\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
			return socket.getInputStream().read() == '+';
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

	/** Let it hang. */
	void stop() throws IOException, InterruptedException {
		signal("STOP");
	}

	void resume() throws IOException, InterruptedException {
		signal("CONT");
	}

	private void signal(String name) throws IOException, InterruptedException {
		int exit = new ProcessBuilder("kill", "-" + name, String.valueOf(pid())).inheritIO().start().waitFor();
		assertThat(exit).as("kill -%s", name).isZero();
	}

	void restart() throws IOException {
		this.process = launch();
	}

	/** As on a new disk. */
	void restartEmpty() throws IOException {
		Files.deleteIfExists(this.directory.resolve("appendonly.aof"));
		this.process = launch();
	}

	@Override
	public void close() throws InterruptedException {
		kill();
	}

}
