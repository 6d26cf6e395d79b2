package io.hotupdate.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real Alertmanager with a configuration and a data directory of its own. */
final class AlertmanagerProcess implements AutoCloseable {

	private static final Path BINARY = Path.of("/usr/bin/prometheus-alertmanager");

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private final Process process;

	private final int port;

	private AlertmanagerProcess(Process process, int port) {
		this.process = process;
		this.port = port;
	}

	static boolean isInstalled() {
		return Files.isExecutable(BINARY);
	}

	static AlertmanagerProcess start(Path directory, String configuration) throws IOException {
		Path file = Files.writeString(directory.resolve("alertmanager.yml"), configuration);
		int port = AppProcess.freePort();
		Process process = new ProcessBuilder(BINARY.toString(), "--config.file=" + file,
				"--storage.path=" + directory.resolve("data"), "--web.listen-address=127.0.0.1:" + port,
				"--cluster.listen-address=")
			.redirectErrorStream(true)
			.redirectOutput(directory.resolve("alertmanager.log").toFile())
			.start();
		return new AlertmanagerProcess(process, port);
	}

	int port() {
		return this.port;
	}

	/** Whether an alert of an instance is there and is not told since another one is. */
	boolean inhibits(String alert, String instance) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/api/v2/alerts"))
			.timeout(Duration.ofSeconds(10))
			.build();
		String body = CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body();
		return JsonMapper.shared()
			.readTree(body)
			.valueStream()
			.filter((one) -> label(one, "alertname").equals(alert) && label(one, "instance").equals(instance))
			.anyMatch((one) -> !one.at("/status/inhibitedBy").isEmpty());
	}

	private static String label(JsonNode alert, String name) {
		return alert.at("/labels/" + name).asString("");
	}

	@Override
	public void close() throws InterruptedException {
		this.process.destroy();
		this.process.waitFor();
	}

}
