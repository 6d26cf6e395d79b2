package io.hotupdate.actuate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.hotupdate.GenerationInfo;
import io.hotupdate.HandoverInfo;
import io.hotupdate.ConfigurationReload;
import io.hotupdate.HotUpdateController;
import io.hotupdate.TestPorts;
import io.hotupdate.Rollouts;
import io.hotupdate.UpdateStatus;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * An application on a real Tomcat with the endpoint over ports that a test plays on.
 */
final class RunningApplication implements AutoCloseable {

	static final String TOKEN = "s3cret-token";

	static final String CURRENT_SHA256 = "0123456789abcdef".repeat(4);

	private static final JsonMapper json = new JsonMapper();

	private final HttpClient client = HttpClient.newHttpClient();

	private final ConfigurableApplicationContext context;

	private final int port;

	private RunningApplication(ConfigurableApplicationContext context, String portProperty) {
		this.context = context;
		this.port = context.getEnvironment().getRequiredProperty(portProperty, Integer.class);
	}

	static RunningApplication start(Class<?>... more) {
		return start(Map.of("management.endpoint.hotupdate.access", "unrestricted"), more);
	}

	static RunningApplication start(Map<String, Object> properties, Class<?>... more) {
		Map<String, Object> all = new HashMap<>();
		all.put("server.port", "0");
		all.put("server.address", "127.0.0.1");
		all.put("management.endpoints.web.exposure.include", "*");
		all.put("spring.jmx.enabled", "false");
		all.put("spring.autoconfigure.exclude",
				"org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration,"
						+ "org.springframework.boot.jetty.autoconfigure.actuate.web.server"
						+ ".JettyServletManagementContextAutoConfiguration");
		all.putAll(properties);
		List<Class<?>> sources = new ArrayList<>(List.of(Application.class));
		sources.addAll(Arrays.asList(more));
		SpringApplication application = new SpringApplication(sources.toArray(Class<?>[]::new));
		application.setDefaultProperties(all);
		return new RunningApplication(application.run(),
				properties.containsKey("management.server.port") ? "local.management.port" : "local.server.port");
	}

	TestPorts ports() {
		return this.context.getBean(TestPorts.class);
	}

	HotUpdateController controller() {
		return this.context.getBean(HotUpdateController.class);
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	int port() {
		return this.port;
	}

	/** Any request, with nothing of its own. */
	HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/actuator/hotupdate" + path))
			.timeout(Duration.ofSeconds(60));
	}

	/** A POST of JSON with the right token. */
	HttpRequest post(String path, String body, String... headers) {
		HttpRequest.Builder builder = request(path).POST(HttpRequest.BodyPublishers.ofString(body))
			.header("Content-Type", "application/json")
			.header("Authorization", "Bearer " + TOKEN);
		return (headers.length > 0) ? builder.headers(headers).build() : builder.build();
	}

	Answer get(String path) {
		return send(request(path).build());
	}

	Answer send(HttpRequest request) {
		try {
			return Answer.of(this.client.send(request, HttpResponse.BodyHandlers.ofString()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	CompletableFuture<Answer> sendAsync(HttpRequest request) {
		return this.client.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenApply(Answer::of);
	}

	@Override
	public void close() {
		this.context.close();
	}

	record Answer(int status, String text, HttpResponse<String> response) {

		static Answer of(HttpResponse<String> response) {
			return new Answer(response.statusCode(), response.body(), response);
		}

		JsonNode body() {
			return json.readTree(this.text);
		}

		String field(String name) {
			return body().path(name).asString("");
		}

		String message() {
			return body().path("error").path("message").asString("");
		}

		List<String> allowed() {
			return body().path("allowed").valueStream().map(JsonNode::asString).toList();
		}

		@Override
		public String toString() {
			return this.status + " " + this.text;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		TestPorts testPorts() {
			return TestPorts.open();
		}

		@Bean
		HotUpdateController hotUpdateController(TestPorts ports) {
			GenerationInfo self = new GenerationInfo(1, 4711, "1.0.0", GenerationInfo.Role.SERVING,
					GenerationInfo.Gate.OPEN, Instant.now());
			UpdateStatus status = new UpdateStatus("1.0.0", self, HandoverInfo.of(HandoverInfo.Mode.SHARED_LISTENER),
					ports, Clock.systemUTC());
			status.lead(false);
			ports.status = status;
			return new HotUpdateController(status, ports, ports, Clock.systemUTC());
		}

		@Bean
		HotUpdateEndpoint hotUpdateEndpoint(HotUpdateController controller) {
			return new HotUpdateEndpoint(controller,
					() -> List.of(new ReleaseView("1.0.0", CURRENT_SHA256, 22, true, false, false)));
		}

		@Bean
		HotUpdateEndpointWebExtension hotUpdateEndpointWebExtension(HotUpdateEndpoint endpoint,
				HotUpdateController controller, ApplicationEventPublisher publisher, WaitingRequests waiting,
				ObjectProvider<ConfigurationReload> reload, ObjectProvider<Rollouts> rollouts,
				org.springframework.core.env.Environment environment) {
			Set<String> roles = Set.of(environment.getProperty("test.roles", String[].class, new String[0]));
			return new HotUpdateEndpointWebExtension(endpoint, controller, new VerbAuthorization(() -> TOKEN, roles),
					new AuditTrail(publisher), waiting, () -> reload.getObject().reload(), rollouts::getIfAvailable);
		}

		@Bean
		WaitingRequests waitingRequests() {
			return new WaitingRequests("waiting");
		}

		@Bean
		CallAdvisor callAdvisor() {
			return new CallAdvisor();
		}

		@Bean
		HotUpdateInfoContributor hotUpdateInfoContributor(HotUpdateController controller) {
			return new HotUpdateInfoContributor(Objects.requireNonNull(controller), () -> Optional.of("abc"));
		}

	}

}
