package io.hotupdate.sample;

import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/** Talks to /ticker, a message after the echo of the last one, and hears its ticks. */
final class WebSocketClient extends MixClient {

	private static final Duration PAUSE = Duration.ofMillis(50);

	private final HttpClient client;

	private long number;

	WebSocketClient(Target target, Tally tally) {
		super(target, tally);
		HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
		if (target.tls() != null) {
			builder.sslContext(target.tls());
		}
		this.client = builder.build();
	}

	@Override
	void run() throws InterruptedException {
		while (goesOn()) {
			Listener listener = new Listener();
			WebSocket session;
			try {
				session = this.client.newWebSocketBuilder()
					.connectTimeout(Target.TIMEOUT)
					.buildAsync(this.target.webSocket("/ticker"), listener)
					.join();
			}
			catch (CompletionException ex) {
				this.tally.failed("no session: " + ex.getCause());
				continue;
			}
			while (goesOn() && talk(session, listener)) {
				pause(PAUSE);
			}
			session.abort();
		}
	}

	/** Whether the session goes on. */
	private boolean talk(WebSocket session, Listener listener) throws InterruptedException {
		String message = "message-" + this.number++;
		boolean sent = false;
		String event = listener.poll(Duration.ZERO);
		if (event == null) {
			sent = true;
			// whether it could be sent the next event tells
			session.sendText(message, true);
			event = listener.poll(Target.TIMEOUT);
		}
		if (event != null && event.startsWith("echo ") && event.endsWith(" " + message)) {
			this.tally.answered(event.split(" ")[1]);
			return true;
		}
		if (event != null && event.equals("close 1012")) {
			this.tally.ended(event);
			if (sent) {
				this.tally.unavoidable("message crossed the close frame");
			}
			return false;
		}
		this.tally.failed(message + (sent ? " answered with " : " not sent: ") + event);
		return false;
	}

	private static final class Listener implements WebSocket.Listener {

		private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

		private final StringBuilder text = new StringBuilder();

		/** The next event that is no tick, {@code null} if none comes in time. */
		@Nullable String poll(Duration time) throws InterruptedException {
			long end = System.nanoTime() + time.toNanos();
			@Nullable String event;
			do {
				event = this.events.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
			}
			while (event != null && event.startsWith("tick "));
			return event;
		}

		@Override
		public @Nullable CompletionStage<?> onText(WebSocket session, CharSequence data, boolean last) {
			this.text.append(data);
			if (last) {
				this.events.add(this.text.toString());
				this.text.setLength(0);
			}
			session.request(1);
			return null;
		}

		@Override
		public @Nullable CompletionStage<?> onClose(WebSocket session, int code, String reason) {
			this.events.add("close " + code);
			return null;
		}

		@Override
		public void onError(WebSocket session, Throwable error) {
			this.events.add("error " + error);
		}

	}

}
