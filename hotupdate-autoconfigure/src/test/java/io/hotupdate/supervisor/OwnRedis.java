package io.hotupdate.supervisor;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import redis.embedded.core.ExecutableProvider;

import static org.awaitility.Awaitility.await;

/**
 * A real redis-server, whose process is ours so that it can be stopped and killed.
 */
final class OwnRedis implements AutoCloseable {

	private final Path folder;

	private final int port;

	private final List<String> command = new ArrayList<>();

	private Process process;

	private OwnRedis(Path folder, List<String> options) throws IOException {
		this.folder = folder;
		this.port = freePort();
		File binary = ExecutableProvider.newJarResourceProvider().get();
		this.command.add(binary.getAbsolutePath());
		this.command.addAll(options.stream().map((option) -> option.replace("PORT", port())).toList());
		this.process = launch();
	}

	/** Start one with options, in which PORT stands for its port. */
	static OwnRedis start(Path folder, String... options) throws IOException {
		List<String> all = new ArrayList<>(
				List.of("--port", "PORT", "--bind", "127.0.0.1", "--save", "", "--dir", folder.toString()));
		all.addAll(List.of(options));
		return new OwnRedis(folder, all);
	}

	/** Start one whose options are in a file. */
	static OwnRedis of(Path file, String... options) throws IOException {
		List<String> all = new ArrayList<>(List.of(file.toString(), "--port", "PORT", "--bind", "127.0.0.1"));
		all.addAll(List.of(options));
		return new OwnRedis(Path.of(String.valueOf(file.getParent())), all);
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			// the port of a cluster's own conversation is higher by 10000
			return (socket.getLocalPort() > 50000) ? socket.getLocalPort() - 20000 : socket.getLocalPort();
		}
	}

	private Process launch() throws IOException {
		Process process = new ProcessBuilder(this.command).directory(this.folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(this.folder.resolve("redis.log").toFile()))
			.start();
		await().atMost(Duration.ofSeconds(60)).until(this::accepts);
		return process;
	}

	private boolean accepts() {
		try (java.net.Socket socket = new java.net.Socket(InetAddress.getLoopbackAddress(), this.port)) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

	String port() {
		return String.valueOf(this.port);
	}

	String node() {
		return "127.0.0.1:" + this.port;
	}

	/** Say something to it on a connection of its own. */
	Object call(String... words) throws IOException {
		try (RespConnection connection = RespConnection.open(node(), false)) {
			return String.valueOf(connection.call(List.of(words)));
		}
	}

	/** The process exists, and does nothing. */
	void hang() throws IOException, InterruptedException {
		signal("STOP");
	}

	void wake() throws IOException, InterruptedException {
		signal("CONT");
	}

	private void signal(String name) throws IOException, InterruptedException {
		new ProcessBuilder("kill", "-" + name, String.valueOf(this.process.pid())).start().waitFor();
	}

	void kill() throws InterruptedException {
		this.process.destroyForcibly().waitFor();
	}

	/** It comes again, without data. */
	void restart() throws IOException {
		this.process = launch();
	}

	@Override
	public void close() throws InterruptedException {
		kill();
	}

}
