package io.hotupdate.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Many clients that hold their connections as long as they are let, on one thread. */
final class Attack implements AutoCloseable {

	private static final long TICK_MS = 20;

	private static final int BUFFER = 64 * 1024;

	private final InetSocketAddress server;

	private final AttackKind kind;

	private final List<AttackClient> clients;

	private final double perNano;

	private final Selector selector;

	private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);

	private final long start = System.nanoTime();

	private final CompletableFuture<Void> end;

	private volatile long askStart = Long.MAX_VALUE;

	private volatile boolean closed;

	private Attack(int port, AttackKind kind, int clients, int perSecond) throws IOException {
		this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
		this.kind = kind;
		this.clients = Stream.generate(() -> new AttackClient(kind)).limit(clients).toList();
		this.perNano = (double) perSecond / TimeUnit.SECONDS.toNanos(1);
		this.selector = Selector.open();
		this.end = CompletableFuture.runAsync(this::run, (task) -> {
			Thread thread = new Thread(task, "attack-" + kind);
			thread.setDaemon(true);
			thread.start();
		});
	}

	/**
	 * Start an attack.
	 * @param clients how many connections to hold; none is opened twice
	 * @param perSecond how many to open in a second
	 */
	static Attack start(int port, AttackKind kind, int clients, int perSecond) throws IOException {
		return new Attack(port, kind, clients, perSecond);
	}

	/** Send the request of the kind once more on every connection, in the same pace. */
	void ask() {
		this.askStart = System.nanoTime();
	}

	private void run() {
		try (this.selector) {
			int connected = 0;
			int asked = 0;
			long next = this.start;
			while (!this.closed) {
				this.selector.select(TICK_MS);
				for (SelectionKey key : this.selector.selectedKeys()) {
					((AttackClient) key.attachment()).ready(key, this.buffer);
				}
				this.selector.selectedKeys().clear();
				long now = System.nanoTime();
				if (now < next) {
					continue;
				}
				next = now + TimeUnit.MILLISECONDS.toNanos(TICK_MS);
				for (; connected < due(now, this.start); connected++) {
					this.clients.get(connected).connect(this.selector, this.server);
				}
				for (; this.askStart != Long.MAX_VALUE && asked < due(now, this.askStart); asked++) {
					ask(this.clients.get(asked));
				}
				this.clients.forEach((client) -> client.tick(now, this.buffer));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			this.clients.forEach(AttackClient::close);
		}
	}

	private int due(long now, long start) {
		return (int) Math.min(this.clients.size(), (now - start) * this.perNano);
	}

	/** What cannot be sent shows as a connection without another answer. */
	private static void ask(AttackClient client) {
		try {
			if (client.isOpen()) {
				client.ask();
			}
		}
		catch (IOException ex) {
			client.close();
		}
	}

	/** Whether all hold their connections, or did. */
	boolean hasBegun() {
		check();
		return this.clients.stream().allMatch((client) -> client.begun() || client.ended());
	}

	/** Whether the server has ended all connections. */
	boolean isOver() {
		check();
		return this.clients.stream().allMatch(AttackClient::ended);
	}

	/** How many clients have so many answers of status 200, the last of them at least. */
	long answered(int answers) {
		check();
		return this.clients.stream().filter((client) -> client.status() == 200 && client.answers() == answers).count();
	}

	private void check() {
		if (this.end.isDone() && !this.closed) {
			this.end.join();
		}
	}

	/** What has happened so far. */
	Result result() {
		check();
		List<Duration> held = this.clients.stream()
			.filter((client) -> client.begun() && client.ended())
			.map((client) -> Duration.ofNanos(client.held()))
			.sorted()
			.toList();
		Map<Integer, Long> statuses = this.clients.stream()
			.map(AttackClient::status)
			.filter((status) -> status != 0)
			.collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
		return new Result(this.kind, this.clients.size(), held, statuses,
				Duration.ofNanos(System.nanoTime() - this.start));
	}

	/** Give up, and let go of what is still held. */
	@Override
	public void close() {
		this.closed = true;
		this.selector.wakeup();
		this.end.join();
	}

	/**
	 * How an attack went.
	 *
	 * @param kind what the clients did
	 * @param clients how many there were
	 * @param held for how long each was held that the server has ended, the shortest
	 * first
	 * @param statuses how many clients saw which status last
	 * @param watched for how long the attack was watched
	 */
	record Result(AttackKind kind, int clients, List<Duration> held, Map<Integer, Long> statuses, Duration watched) {

		@Override
		public String toString() {
			String cut = this.held.isEmpty() ? ""
					: String.format(Locale.ROOT, ", after %.2f s (first) %.2f s (median) %.2f s (last)", seconds(0),
							seconds(this.held.size() / 2), seconds(this.held.size() - 1));
			return String.format(Locale.ROOT, "%d of %d cut%s; %sanswers %s", this.held.size(), this.clients, cut,
					(this.held.size() < this.clients)
							? String.format(Locale.ROOT, "given up after %.0f s; ", this.watched.toMillis() / 1e3) : "",
					this.statuses);
		}

		private double seconds(int index) {
			return this.held.get(index).toNanos() / 1e9;
		}

	}

}
