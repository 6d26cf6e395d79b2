package io.hotupdate.connection;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The drain of WebSocket sessions of the container's own endpoints.
 */
@Timeout(120)
class WebSocketDrainTests {

	private static final int SERVICE_RESTART = 1012;

	private final TestServer server = new TestServer(new GatedConnectors());

	private final Drain drain = this.server.connectors.drain();

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void sessionIsClosedBecauseOfARestart() throws Exception {
		Client client = new Client();
		WebSocket webSocket = connect(client);
		webSocket.sendText("hello", true).get(60, TimeUnit.SECONDS);
		assertThat(client.texts.poll(60, TimeUnit.SECONDS)).isEqualTo("hello");
		await().until(() -> this.drain.remaining().equals(Remaining.of(List.of(Kind.WEBSOCKET))));
		this.server.connectors.closeAll();
		this.drain.begin();
		assertThat(client.closed.get(60, TimeUnit.SECONDS)).isEqualTo(SERVICE_RESTART);
		assertThat(this.drain.await(Duration.ofSeconds(60), (remaining) -> {
		})).isTrue();
	}

	@Test
	void messageThatTheApplicationHasTakenIsAnsweredBeforeTheClose() throws Exception {
		Client client = new Client();
		WebSocket webSocket = connect(client);
		webSocket.sendText("wait", true).get(60, TimeUnit.SECONDS);
		this.server.waiting.acquire();
		this.drain.begin();
		// longer than between two rounds of the drain
		await().during(Duration.ofMillis(600)).until(() -> !client.closed.isDone());
		this.server.proceed.release();
		assertThat(client.closed.get(60, TimeUnit.SECONDS)).isEqualTo(SERVICE_RESTART);
		assertThat(client.texts).containsExactly("wait");
	}

	@Test
	void sessionThatOpensDuringTheDrainIsClosedToo() throws Exception {
		this.drain.begin();
		Client client = new Client();
		connect(client);
		assertThat(client.closed.get(60, TimeUnit.SECONDS)).isEqualTo(SERVICE_RESTART);
	}

	@Test
	void sessionStaysAfterATakeBack() throws Exception {
		this.drain.begin();
		this.drain.cancel();
		Client client = new Client();
		WebSocket webSocket = connect(client);
		webSocket.sendText("hello", true).get(60, TimeUnit.SECONDS);
		assertThat(client.texts.poll(60, TimeUnit.SECONDS)).isEqualTo("hello");
		assertThat(client.closed).isNotDone();
		webSocket.abort();
	}

	private WebSocket connect(Client client) throws Exception {
		return HttpClient.newHttpClient()
			.newWebSocketBuilder()
			.buildAsync(URI.create("ws://localhost:" + this.server.port() + "/websocket"), client)
			.get(60, TimeUnit.SECONDS);
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

}
