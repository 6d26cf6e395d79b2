package io.hotupdate.connection;

import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyServletManagementContextAutoConfiguration;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link WarmUpConnector} in a real application with a management server.
 */
class WarmUpConnectorTests {

	@TempDir(factory = ShortTempDir.class)
	Path directory;

	@Test
	void requestsRunThroughBothServersWhileTheGateIsClosed() throws Exception {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.properties("server.port=0", "management.server.port=0", "server.address=127.0.0.1",
					"spring.main.banner-mode=off",
					// Jetty is on the class path for other tests
					"spring.autoconfigure.exclude=" + JettyServletWebServerAutoConfiguration.class.getName() + ","
							+ JettyServletManagementContextAutoConfiguration.class.getName())
			.run()) {
			Servers servers = context.getBean(Servers.class);
			Path socket = this.directory.resolve("warm");
			try (WarmUpConnector warmUp = WarmUpConnector.open(servers.get("server"), socket)) {
				assertThat(warmUp.socket()).isEqualTo(socket);
				assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket))).isEqualTo("rw-------");
				assertThat(get(socket, "/address")).startsWith("HTTP/1.1 200")
					.endsWith("127.0.0.1 /127.0.0.1:0 127.0.0.1 http://localhost/address");
				assertThat(get(socket, "/address")).startsWith("HTTP/1.1 200");
				assertThat(context.getBean(GatedConnectors.class).isOpen()).isFalse();
			}
			assertThat(socket).doesNotExist();
			Path management = this.directory.resolve("management");
			try (WarmUpConnector warmUp = WarmUpConnector.open(servers.get("management"), management)) {
				assertThat(get(management, "/actuator/health")).startsWith("HTTP/1.1 200").contains("UP");
				warmUp.close();
				assertThat(management).doesNotExist();
			}
			assertThat(servers.get("server").getTomcat().getService().findConnectors()).hasSize(1);
		}
	}

	@Test
	void pathThatCannotBeBoundIsRefused() {
		try (TestServer server = new TestServer(new GatedConnectors())) {
			assertThatIOException()
				.isThrownBy(() -> WarmUpConnector.open(server.server, this.directory.resolve("missing/warm")))
				.withMessageContaining("perhaps you should");
			assertThat(server.server.getTomcat().getService().findConnectors()).hasSize(1);
		}
	}

	private static String get(Path socket, String path) throws IOException {
		try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
			channel.connect(UnixDomainSocketAddress.of(socket));
			OutputStream out = Channels.newOutputStream(channel);
			out.write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII));
			StringBuilder answer = new StringBuilder();
			ByteBuffer buffer = ByteBuffer.allocate(8192);
			while (channel.read(buffer.clear()) != -1) {
				answer.append(StandardCharsets.US_ASCII.decode(buffer.flip()));
			}
			return answer.toString().replaceAll("\r\n0\r\n\r\n$", "");
		}
	}

	@EnableAutoConfiguration
	@Configuration(proxyBeanMethods = false)
	@RestController
	static class Application {

		@Bean
		GatedConnectors connectors() {
			return new GatedConnectors(false, ListenerSource.NONE);
		}

		@Bean
		GatedTomcatCustomizer gatedTomcatCustomizer(GatedConnectors connectors) {
			return new GatedTomcatCustomizer("server", connectors);
		}

		@Bean
		Servers servers() {
			return new Servers();
		}

		@GetMapping("/address")
		String address(HttpServletRequest request) {
			return request.getRemoteAddr() + " " + new ServletServerHttpRequest(request).getRemoteAddress() + " "
					+ request.getLocalAddr() + " " + request.getRequestURL();
		}

	}

	static class Servers {

		private final Map<String, TomcatWebServer> servers = new ConcurrentHashMap<>();

		@EventListener
		void started(WebServerInitializedEvent event) {
			String namespace = event.getApplicationContext().getServerNamespace();
			this.servers.put((namespace != null) ? namespace : "server", (TomcatWebServer) event.getWebServer());
		}

		TomcatWebServer get(String name) {
			return Objects.requireNonNull(this.servers.get(name));
		}

	}

}
