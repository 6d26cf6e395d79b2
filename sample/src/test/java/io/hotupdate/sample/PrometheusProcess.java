package io.hotupdate.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import static org.awaitility.Awaitility.await;

/** A real Prometheus with a configuration and a data directory of its own. */
final class PrometheusProcess implements AutoCloseable {

	private static final Path BINARY = Path.of("/usr/bin/prometheus");

	private final Process process;

	private final int port;

	private PrometheusProcess(Process process, int port) {
		this.process = process;
		this.port = port;
	}

	static boolean isInstalled() {
		return Files.isExecutable(BINARY);
	}

	static PrometheusProcess start(Path directory, String configuration) throws IOException {
		Path file = Files.writeString(directory.resolve("prometheus.yml"), configuration);
		int port = AppProcess.freePort();
		Process process = new ProcessBuilder(BINARY.toString(), "--config.file=" + file,
				"--storage.tsdb.path=" + directory.resolve("data"), "--web.listen-address=127.0.0.1:" + port)
			.redirectErrorStream(true)
			.redirectOutput(directory.resolve("prometheus.log").toFile())
			.start();
		PrometheusProcess prometheus = new PrometheusProcess(process, port);
		await().atMost(Duration.ofSeconds(30)).until(prometheus::accepts);
		return prometheus;
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

	@Override
	public void close() throws InterruptedException {
		this.process.destroy();
		this.process.waitFor();
	}

}
