package io.hotupdate.sample;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Clients of every kind at once, none of which ever retries. */
final class TrafficMix implements AutoCloseable {

	private static final long DOWNLOAD_BYTES = 16_000_000;

	private static final long DOWNLOAD_RATE = 4_000_000;

	private final Target target;

	private final Map<String, Tally> tallies = new LinkedHashMap<>();

	private final List<MixClient> clients = new ArrayList<>();

	private final JdkHttp2Client orders;

	private TrafficMix(Target target, String sha256) {
		this.target = target;
		Duration none = Duration.ZERO;
		add(2, () -> new ExchangeClient(target, tally("keep-alive"), "/", true, Duration.ofMillis(25)));
		add(1, () -> new ExchangeClient(target, tally("keep-alive, idle 2 s"), "/", true, Duration.ofSeconds(2)));
		add(2, () -> new ExchangeClient(target, tally("new connections"), "/", false, Duration.ofMillis(50)));
		add(2, () -> new PipeliningClient(target, tally("pipelined")));
		add(2, () -> new Http2Client(target, tally("HTTP/2")));
		this.orders = new JdkHttp2Client(target,
				tally("HTTP/2 by " + ((target.tls() != null) ? "ALPN" : "upgrade") + ", java.net.http"));
		add(1, () -> this.orders);
		add(3, () -> new EventSourceClient(target, tally("SSE")));
		add(3, () -> new WebSocketClient(target, tally("WebSocket")));
		add(1, () -> new DownloadClient(target, tally("download"), "/files/given", sha256, DOWNLOAD_RATE));
		add(3, () -> new ExchangeClient(target, tally("5 s slow"), "/slow?ms=5000", true, none));
		add(3, () -> new ExchangeClient(target, tally("5 s async"), "/later?ms=5000", true, none));
	}

	/** Prepare what they need. */
	static TrafficMix of(Target target) throws IOException {
		String sha256 = new Upload(target, new Tally("prepared"), "given", DOWNLOAD_BYTES, Long.MAX_VALUE).call()
			.sha256();
		return new TrafficMix(target, sha256);
	}

	/** Start them all. */
	void start() {
		this.clients.forEach(MixClient::start);
	}

	private void add(int count, Supplier<MixClient> client) {
		for (int i = 0; i < count; i++) {
			this.clients.add(client.get());
		}
	}

	private Tally tally(String kind) {
		return this.tallies.computeIfAbsent(kind, Tally::new);
	}

	/** An upload at 10 MB/s that takes part once it is called. */
	Upload upload(String name, long bytes) {
		return new Upload(this.target, tally("chunked upload"), name, bytes, 10_000_000);
	}

	/** What the clients of a kind have seen so far. */
	Tally seen(String kind) {
		return tally(kind);
	}

	/** The requests that have been answered so far. */
	long answered() {
		return this.tallies.values().stream().mapToLong(Tally::answered).sum();
	}

	/** The failures that need not have been, so far. */
	List<String> failures() {
		return this.tallies.values()
			.stream()
			.flatMap((tally) -> tally.failures().stream().map((what) -> tally.kind() + ": " + what))
			.toList();
	}

	/** The orders that were acknowledged. */
	List<String> orders() {
		return List.copyOf(this.orders.orders());
	}

	/** End what is under way and wait for it. */
	void stop() throws InterruptedException {
		this.clients.forEach(MixClient::stop);
		for (MixClient client : this.clients) {
			client.join();
		}
	}

	@Override
	public void close() throws InterruptedException {
		stop();
	}

	/** A table in Markdown. */
	@Override
	public String toString() {
		return "| kind | requests | failed | not avoidable | ended by the server with |\n|---|---|---|---|---|\n"
				+ this.tallies.values().stream().map(Tally::toString).collect(Collectors.joining("\n"));
	}

}
