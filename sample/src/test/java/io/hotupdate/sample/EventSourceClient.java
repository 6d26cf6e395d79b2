package io.hotupdate.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Listens to /ticks as EventSource does: when the stream ends it connects again, over the
 * same connection unless the server has said that this one closes. It wants every tick of
 * a stream once and in order, and no long silence between two streams.
 */
final class EventSourceClient extends MixClient {

	private static final Duration RETRY = Duration.ofMillis(200);

	private static final Duration LONGEST_SILENCE = Duration.ofSeconds(20);

	private static final Pattern EVENT = Pattern.compile("data:\\{\"version\":\"(.*)\",\"count\":(\\d+)\\}");

	private String version = "";

	private long last;

	private long lastNanos;

	private @Nullable RawConnection connection;

	EventSourceClient(Target target, Tally tally) {
		super(target, tally);
	}

	@Override
	void run() throws IOException, InterruptedException {
		this.lastNanos = System.nanoTime();
		do {
			listen();
		}
		while (pause(RETRY));
		disconnect();
	}

	private void listen() throws IOException {
		try {
			RawConnection connection = (this.connection != null) ? this.connection : this.target.connect();
			this.connection = connection;
			connection.send("GET /ticks HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n");
			RawConnection.Head head = connection.receiveHead();
			BufferedReader lines = new BufferedReader(new InputStreamReader(head.body(), StandardCharsets.UTF_8));
			if (head.status() != 200) {
				this.tally.failed("status " + head.status());
			}
			boolean first = true;
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				Matcher event = EVENT.matcher(line);
				if (event.matches()) {
					take(event.group(1), Long.parseLong(event.group(2)), first);
					first = false;
				}
				if (!goesOn()) {
					disconnect();
					return;
				}
			}
			this.tally.ended(head.close() ? "clean end with Connection: close" : "clean end");
			if (head.close()) {
				disconnect();
			}
		}
		catch (IOException ex) {
			this.tally.failed("stream of " + this.version + " not ended cleanly: " + ex);
			disconnect();
		}
	}

	private void take(String version, long count, boolean first) {
		boolean known = version.equals(this.version);
		long now = System.nanoTime();
		if (known && (first ? count <= this.last : count != this.last + 1)) {
			this.tally.failed("tick " + count + " of " + version + " after " + this.last);
		}
		else if (now - this.lastNanos > LONGEST_SILENCE.toNanos()) {
			this.tally.failed("no tick for " + Duration.ofNanos(now - this.lastNanos));
		}
		else {
			this.tally.answered(version);
		}
		this.version = version;
		this.last = count;
		this.lastNanos = now;
	}

	private void disconnect() throws IOException {
		if (this.connection != null) {
			this.connection.close();
			this.connection = null;
		}
	}

}
