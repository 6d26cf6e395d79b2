package io.hotupdate.actuate;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Behind a real nginx with its default {@code proxy_pass} everyone comes from the
 * loopback address with a loopback Host header.
 */
class NginxIT {

	@TempDir
	private Path prefix;

	private RunningApplication application;

	private Process nginx;

	private int port;

	@BeforeEach
	void startNginx() throws IOException {
		Optional<String> binary = binary();
		Assumptions.assumeTrue(binary.isPresent(), "nginx is not installed");
		this.application = RunningApplication.start();
		this.port = freePort();
		Path config = Files.writeString(this.prefix.resolve("nginx.conf"), """
				daemon off;
				master_process off;
				pid nginx.pid;
				error_log stderr;
				events {}
				http {
					access_log off;
					client_body_temp_path body;
					proxy_temp_path proxy;
					fastcgi_temp_path fastcgi;
					uwsgi_temp_path uwsgi;
					scgi_temp_path scgi;
					server {
						listen 127.0.0.1:%d;
						location / {
							proxy_pass http://127.0.0.1:%d;
						}
					}
				}
				""".formatted(this.port, this.application.port()));
		this.nginx = new ProcessBuilder(binary.get(), "-p", this.prefix + "/", "-c", config.toString(), "-e", "stderr")
			.inheritIO()
			.start();
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(this::accepts);
	}

	@AfterEach
	void stopNginx() throws InterruptedException {
		if (this.application != null) {
			this.nginx.destroy();
			assertThat(this.nginx.waitFor(60, TimeUnit.SECONDS)).isTrue();
			this.application.close();
		}
	}

	@Test
	void anonymousPostIsRefused() throws Exception {
		for (String path : new String[] { "", "/plan", "/rollback" }) {
			HttpResponse<String> response = post(path);
			assertThat(response.statusCode()).as(path).isEqualTo(401);
			assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
			assertThat(response.headers().firstValue("Server").orElse("")).contains("nginx");
		}
		assertThat(this.application.ports().checked).isEmpty();
	}

	@Test
	void tokenPasses() throws Exception {
		HttpResponse<String> response = post("?wait=60s", "Authorization", "Bearer " + RunningApplication.TOKEN);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).contains("\"currentVersion\":\"1.1.0\"");
	}

	private HttpResponse<String> post(String path, String... headers) throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/actuator/hotupdate" + path))
			.timeout(Duration.ofSeconds(60))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(path.startsWith("/") ? "{}" : "{\"version\":\"1.1.0\"}"));
		if (headers.length > 0) {
			request.headers(headers);
		}
		return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	private boolean accepts() {
		assertThat(this.nginx.isAlive()).isTrue();
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private static Optional<String> binary() {
		String path = Objects.requireNonNullElse(System.getenv("PATH"), "") + File.pathSeparator + "/usr/sbin";
		return Arrays.stream(path.split(File.pathSeparator))
			.map((folder) -> Path.of(folder, "nginx"))
			.filter(Files::isExecutable)
			.map(Path::toString)
			.findFirst();
	}

}
