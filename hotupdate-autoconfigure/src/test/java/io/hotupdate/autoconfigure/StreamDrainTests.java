package io.hotupdate.autoconfigure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.hotupdate.connection.Drain;
import io.hotupdate.connection.EventStreams;
import io.hotupdate.connection.GatedConnectors;
import io.hotupdate.connection.GatedTomcatCustomizer;
import io.hotupdate.connection.Kind;
import org.apache.tomcat.websocket.server.WsSci;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.server.standard.StandardWebSocketUpgradeStrategy;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * The drain of Spring's server-sent events and WebSocket sessions, in a real application.
 */
@Timeout(120)
class StreamDrainTests {

	private static final int SERVICE_RESTART = 1012;

	private static final int WRITERS = 20;

	private final AnnotationConfigServletWebServerApplicationContext context = new AnnotationConfigServletWebServerApplicationContext();

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private Drain drain;

	private Streams streams;

	@BeforeEach
	void start() {
		this.context.register(Application.class, HotUpdateEventStreamConfiguration.class);
		this.context.refresh();
		this.drain = this.context.getBean(GatedConnectors.class).drain();
		this.drain.join(this.context.getBean(EventStreams.class));
		this.streams = this.context.getBean(Streams.class);
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	@Test
	void emitterEndsAndItsApplicationIsTold() throws Exception {
		try (BufferedReader events = open("/emitter")) {
			SseEmitter emitter = this.streams.emitters.take();
			emitter.send("one");
			assertThat(events.readLine()).isEqualTo("data:one");
			await().until(() -> this.drain.remaining().byKind().equals(Map.of(Kind.SSE, 1L)));
			this.drain.begin();
			assertThat(events.readLine()).isEmpty();
			assertThat(events.readLine()).isNull();
			await().until(() -> this.streams.completed.get() == 1);
			assertThatIllegalStateException().isThrownBy(() -> emitter.send("two"));
		}
	}

	@Test
	void emitterThatHasSentNothingEndsAsAnEventStream() throws Exception {
		CompletableFuture<HttpResponse<String>> answer = this.client.sendAsync(request("/entity"),
				BodyHandlers.ofString());
		this.streams.emitters.take();
		this.drain.begin();
		assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		assertThat(answer.get().headers().firstValue("Content-Type")).hasValue("text/event-stream");
		assertThat(answer.get().headers().firstValue("Connection")).hasValue("close");
		assertThat(answer.get().body()).isEmpty();
	}

	@Test
	void streamThatBeginsDuringTheDrainEndsAfterItsFirstEvents() throws Exception {
		this.drain.begin();
		HttpResponse<String> answer = this.client.send(request("/greeting"), BodyHandlers.ofString());
		assertThat(answer.body()).isEqualTo("data:hello\n\n");
		assertThat(answer.headers().firstValue("Connection")).hasValue("close");
		this.drain.cancel();
		try (BufferedReader events = open("/emitter")) {
			this.streams.emitters.take().send("one");
			assertThat(events.readLine()).isEqualTo("data:one");
		}
	}

	@Test
	void fluxOfEventsEndsAndIsCancelled() throws Exception {
		try (BufferedReader events = open("/flux")) {
			this.streams.source.tryEmitNext("one");
			assertThat(events.readLine()).isEqualTo("data:one");
			this.drain.begin();
			assertThat(events.readLine()).isEmpty();
			assertThat(events.readLine()).isNull();
			await().until(() -> this.streams.completed.get() == 1);
		}
	}

	@Test
	void fluxThatIsNoEventStreamIsAnsweredWhole() throws Exception {
		CompletableFuture<HttpResponse<String>> answer = this.client.sendAsync(
				HttpRequest.newBuilder(uri("http", "/list")).header("Accept", "application/json").build(),
				BodyHandlers.ofString());
		await().until(() -> this.streams.source.currentSubscriberCount() == 1);
		this.streams.source.tryEmitNext("one");
		this.drain.begin();
		await().during(Duration.ofMillis(500)).until(() -> !answer.isDone());
		this.streams.source.tryEmitNext("two");
		this.streams.source.tryEmitComplete();
		assertThat(answer.get(60, TimeUnit.SECONDS).body()).contains("one", "two");
	}

	@Test
	void writersNeverRaceTheEnd() throws Exception {
		List<CompletableFuture<HttpResponse<Stream<String>>>> answers = new ArrayList<>();
		List<Thread> writers = new ArrayList<>();
		for (int i = 0; i < WRITERS; i++) {
			answers.add(this.client.sendAsync(request("/emitter"), BodyHandlers.ofLines()));
			Thread writer = new Thread(() -> this.streams.write());
			writer.start();
			writers.add(writer);
		}
		await().until(() -> this.streams.sent.get() > 2_000);
		this.drain.begin();
		for (Thread writer : writers) {
			writer.join();
		}
		assertThat(this.streams.failures).hasSize(WRITERS)
			.allSatisfy(
					(failure) -> assertThat(failure).isInstanceOfAny(IOException.class, IllegalStateException.class));
		for (CompletableFuture<HttpResponse<Stream<String>>> answer : answers) {
			List<String> lines = answer.get(60, TimeUnit.SECONDS).body().filter((line) -> !line.isEmpty()).toList();
			for (int i = 0; i < lines.size(); i++) {
				assertThat(lines.get(i)).isEqualTo("data:" + i);
			}
		}
	}

	@Test
	void webSocketHandlerIsClosedBecauseOfARestart() throws Exception {
		Client listener = new Client();
		connect("/websocket", listener);
		this.drain.begin();
		assertThat(listener.closed.get(60, TimeUnit.SECONDS)).isEqualTo(SERVICE_RESTART);
	}

	@Test
	void stompSessionIsClosedBecauseOfARestart() throws Exception {
		Client listener = new Client();
		connect("/stomp", listener).sendText("CONNECT\naccept-version:1.2\nhost:localhost\n\n\0", true)
			.get(60, TimeUnit.SECONDS);
		assertThat(listener.texts.poll(60, TimeUnit.SECONDS)).startsWith("CONNECTED");
		this.drain.begin();
		assertThat(listener.closed.get(60, TimeUnit.SECONDS)).isEqualTo(SERVICE_RESTART);
	}

	private WebSocket connect(String path, WebSocket.Listener listener) throws Exception {
		return this.client.newWebSocketBuilder().buildAsync(uri("ws", path), listener).get(60, TimeUnit.SECONDS);
	}

	private BufferedReader open(String path) {
		CompletableFuture<InputStream> body = this.client.sendAsync(request(path), BodyHandlers.ofInputStream())
			.thenApply(HttpResponse::body);
		return new BufferedReader(new InputStreamReader(new LaterStream(body), StandardCharsets.UTF_8));
	}

	private HttpRequest request(String path) {
		return HttpRequest.newBuilder(uri("http", path)).header("Accept", "text/event-stream").build();
	}

	private URI uri(String scheme, String path) {
		return URI
			.create(scheme + "://localhost:" + Objects.requireNonNull(this.context.getWebServer()).getPort() + path);
	}

	/** A body whose head has perhaps not come yet. */
	private static final class LaterStream extends InputStream {

		private final CompletableFuture<InputStream> body;

		LaterStream(CompletableFuture<InputStream> body) {
			this.body = body.orTimeout(60, TimeUnit.SECONDS);
		}

		@Override
		public int read() throws IOException {
			return this.body.join().read();
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			return this.body.join().read(bytes, offset, length);
		}

		@Override
		public void close() throws IOException {
			if (this.body.isDone()) {
				this.body.join().close();
			}
		}

	}

	private static final class Client implements WebSocket.Listener {

		private final LinkedBlockingQueue<String> texts = new LinkedBlockingQueue<>();

		private final CompletableFuture<Integer> closed = new CompletableFuture<>();

		@Override
		public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
			this.texts.add(data.toString());
			webSocket.request(1);
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
			this.closed.complete(statusCode);
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public void onError(WebSocket webSocket, Throwable error) {
			this.closed.completeExceptionally(error);
		}

	}

	@RestController
	static class Streams {

		private final LinkedBlockingQueue<SseEmitter> emitters = new LinkedBlockingQueue<>();

		private final Sinks.Many<String> source = Sinks.many().replay().all();

		private final AtomicInteger completed = new AtomicInteger();

		private final AtomicInteger sent = new AtomicInteger();

		private final Queue<Exception> failures = new ConcurrentLinkedQueue<>();

		@GetMapping("/emitter")
		SseEmitter emitter() {
			SseEmitter emitter = new SseEmitter(0L);
			emitter.onCompletion(this.completed::incrementAndGet);
			this.emitters.add(emitter);
			return emitter;
		}

		@GetMapping("/entity")
		ResponseEntity<SseEmitter> entity() {
			return ResponseEntity.ok(emitter());
		}

		@GetMapping("/greeting")
		SseEmitter greeting() throws IOException {
			SseEmitter emitter = new SseEmitter(0L);
			emitter.send("hello");
			return emitter;
		}

		@GetMapping(path = "/flux", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<String> flux() {
			return this.source.asFlux().doOnCancel(this.completed::incrementAndGet);
		}

		@GetMapping("/list")
		Flux<Map<String, String>> list() {
			return this.source.asFlux().map((value) -> Map.of("value", value));
		}

		void write() {
			try {
				SseEmitter emitter = this.emitters.take();
				for (int i = 0;; i++) {
					emitter.send(i);
					this.sent.incrementAndGet();
				}
			}
			catch (IOException | RuntimeException ex) {
				this.failures.add(ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebMvc
	@EnableWebSocket
	@EnableWebSocketMessageBroker
	@Import(Streams.class)
	static class Application implements WebSocketConfigurer, WebSocketMessageBrokerConfigurer {

		@Bean
		GatedConnectors connectors() {
			return new GatedConnectors();
		}

		@Bean
		TomcatServletWebServerFactory webServerFactory(GatedConnectors connectors) {
			TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
			factory.setAddress(InetAddress.getLoopbackAddress());
			factory.addContextCustomizers((context) -> context.addServletContainerInitializer(new WsSci(), null));
			new GatedTomcatCustomizer("server", connectors).customize(factory);
			return factory;
		}

		@Bean
		DispatcherServlet dispatcherServlet() {
			return new DispatcherServlet();
		}

		@Override
		public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
			registry.addHandler(new TextWebSocketHandler(), "/websocket").setHandshakeHandler(handshake());
		}

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/stomp").setHandshakeHandler(handshake());
		}

		/** Spring would take the Jetty that other tests need. */
		private static DefaultHandshakeHandler handshake() {
			return new DefaultHandshakeHandler(new StandardWebSocketUpgradeStrategy());
		}

		@Override
		public void configureMessageBroker(MessageBrokerRegistry registry) {
			registry.enableSimpleBroker("/topic");
		}

	}

}
