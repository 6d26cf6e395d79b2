package io.hotupdate.sample;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Posts orders with the JDK's client over HTTP/2: by ALPN with TLS, by an upgrade of the
 * first request in cleartext. It sends no POST again by itself.
 */
final class JdkHttp2Client extends MixClient {

	private static final Duration PAUSE = Duration.ofMillis(80);

	/** Before it this client fails all open streams when GOAWAY comes, JDK-8335181. */
	private static final int HONOURS_LAST_STREAM = 24;

	private final Queue<String> orders = new ConcurrentLinkedQueue<>();

	JdkHttp2Client(Target target, Tally tally) {
		super(target, tally);
	}

	/** The ids of the orders that were answered with 201. */
	Queue<String> orders() {
		return this.orders;
	}

	@Override
	void run() throws InterruptedException {
		HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2);
		if (this.target.tls() != null) {
			builder.sslContext(this.target.tls());
		}
		HttpClient client = builder.build();
		do {
			post(client);
		}
		while (pause(PAUSE));
	}

	private void post(HttpClient client) throws InterruptedException {
		String id = UUID.randomUUID().toString();
		HttpRequest request = HttpRequest.newBuilder(this.target.http("/orders"))
			.timeout(Target.TIMEOUT)
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString("{\"id\":\"" + id + "\"}"))
			.build();
		try {
			HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
			if (response.statusCode() != 201 || response.version() != HttpClient.Version.HTTP_2) {
				this.tally.failed(response.version() + " status " + response.statusCode());
				return;
			}
			this.orders.add(id);
			this.tally.answered(response.headers().firstValue("X-Release").orElse(null));
		}
		catch (IOException ex) {
			if (Runtime.version().feature() < HONOURS_LAST_STREAM
					&& Objects.toString(ex.getMessage()).contains("GOAWAY")) {
				this.tally.unavoidable("failed by the client at GOAWAY (JDK-8335181)");
			}
			else {
				this.tally.failed(ex.toString());
			}
		}
	}

}
