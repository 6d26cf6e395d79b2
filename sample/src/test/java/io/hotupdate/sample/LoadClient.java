package io.hotupdate.sample;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

import io.hotupdate.sample.Exchange.Kind;

/**
 * Puts load on an order desk over raw sockets and never retries. The schedule is open
 * loop: a request is due at its time whether or not earlier ones were answered, and its
 * latency counts from that time. One half of the requests goes over kept-alive
 * connections, the other half opens a connection each.
 */
final class LoadClient implements AutoCloseable {

	private static final int WORKERS = 48;

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final long GRACE = TimeUnit.SECONDS.toNanos(10);

	private final int port;

	private final Plan plan;

	private final String idPrefix = UUID.randomUUID().toString().substring(0, 8) + "-";

	private final AtomicLong orders = new AtomicLong();

	private final Collection<Exchange> exchanges = new ConcurrentLinkedQueue<>();

	private final AtomicLong done = new AtomicLong();

	private final AtomicLong failed = new AtomicLong();

	private final List<Thread> threads = new ArrayList<>();

	private final long origin = System.nanoTime();

	private volatile long end = Long.MAX_VALUE;

	private LoadClient(int port, Plan plan) {
		this.port = port;
		this.plan = plan;
		long interval = TimeUnit.SECONDS.toNanos(2) / plan.rate();
		startWorkers("kept-alive", new Schedule(this.origin, interval), true);
		startWorkers("new", new Schedule(this.origin + interval / 2, interval), false);
	}

	/** Start 300 requests a second, one in a hundred of them 2 s long. */
	static LoadClient start(int port) {
		return start(port, Plan.STANDARD);
	}

	static LoadClient start(int port, Plan plan) {
		return new LoadClient(port, plan);
	}

	/** The requests that have ended so far. */
	long done() {
		return this.done.get();
	}

	/** The requests that have failed so far. */
	long failed() {
		return this.failed.get();
	}

	/** What has happened so far. */
	LoadResult soFar() {
		return new LoadResult(this.origin, List.copyOf(this.exchanges));
	}

	/** End the load, wait for what is under way and tell. */
	LoadResult stop() {
		if (this.end == Long.MAX_VALUE) {
			this.end = System.nanoTime();
		}
		for (Thread thread : this.threads) {
			try {
				thread.join();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException("Interrupted while the load was ending", ex);
			}
		}
		return soFar();
	}

	@Override
	public void close() {
		stop();
	}

	private void startWorkers(String name, Schedule schedule, boolean keepAlive) {
		for (int i = 0; i < WORKERS; i++) {
			Thread thread = new Thread(new Worker(schedule, keepAlive), "load-" + name + "-" + i);
			thread.setDaemon(true);
			thread.start();
			this.threads.add(thread);
		}
	}

	private void add(Exchange exchange) {
		this.exchanges.add(exchange);
		this.done.incrementAndGet();
		if (!exchange.ok()) {
			this.failed.incrementAndGet();
		}
	}

	/**
	 * What to send.
	 *
	 * @param rate requests a second
	 * @param slowEvery every how many requests there is a slow one, 0 for none
	 * @param slow how long a slow one takes
	 */
	record Plan(int rate, int slowEvery, Duration slow) {

		static final Plan STANDARD = new Plan(300, 100, Duration.ofSeconds(2));

		Kind kind(long number) {
			if (this.slowEvery > 0 && number % this.slowEvery == this.slowEvery - 1) {
				return Kind.SLOW;
			}
			return (number % 2 == 0) ? Kind.GET : Kind.POST;
		}

	}

	private record Schedule(long first, long interval, AtomicLong next) {

		Schedule(long first, long interval) {
			this(first, interval, new AtomicLong());
		}

	}

	private final class Worker implements Runnable {

		private final Schedule schedule;

		private final boolean keepAlive;

		private @Nullable RawConnection connection;

		Worker(Schedule schedule, boolean keepAlive) {
			this.schedule = schedule;
			this.keepAlive = keepAlive;
		}

		@Override
		public void run() {
			while (true) {
				long number = this.schedule.next().getAndIncrement();
				long intended = this.schedule.first() + number * this.schedule.interval();
				if (!awaitTurn(intended)) {
					disconnect();
					return;
				}
				Kind kind = LoadClient.this.plan.kind(number);
				long now = System.nanoTime();
				if (now - GRACE > LoadClient.this.end) {
					add(new Exchange(kind, intended, now, now, Outcome.UNSENT, 0, null, 0, false, false, null, null));
					continue;
				}
				send(kind, number, intended, now);
			}
		}

		private boolean awaitTurn(long intended) {
			for (long left = intended - System.nanoTime(); left > 0; left = intended - System.nanoTime()) {
				if (LoadClient.this.end != Long.MAX_VALUE) {
					break;
				}
				LockSupport.parkNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(100)));
			}
			return intended < LoadClient.this.end;
		}

		private void send(Kind kind, long number, long intended, long started) {
			String orderId = (kind != Kind.POST) ? null
					: LoadClient.this.idPrefix + LoadClient.this.orders.incrementAndGet();
			boolean idleClose = false;
			boolean reused = false;
			try {
				idleClose = this.connection != null && this.connection.closedByServer();
				if (idleClose) {
					disconnect();
				}
				reused = this.connection != null;
				RawConnection connection = (this.connection != null) ? this.connection
						: RawConnection.open(LoadClient.this.port, TIMEOUT);
				this.connection = connection;
				RawConnection.Response response = connection.exchange(request(kind, number, orderId));
				long ended = System.nanoTime();
				Outcome outcome = (response.status() == ((kind == Kind.POST) ? 201 : 200)) ? Outcome.OK
						: Outcome.BAD_STATUS;
				add(new Exchange(kind, intended, started, ended, outcome, response.status(), response.release(),
						connection.clientPort(), reused, idleClose, orderId, null));
				if (response.close() || !this.keepAlive) {
					disconnect();
				}
			}
			catch (IOException ex) {
				long ended = System.nanoTime();
				RawConnection connection = this.connection;
				boolean begun = connection != null && connection.begun();
				int clientPort = (connection != null) ? connection.clientPort() : 0;
				add(new Exchange(kind, intended, started, ended, Outcome.of(ex, begun), 0, null, clientPort, reused,
						idleClose, orderId, ex.toString()));
				disconnect();
			}
		}

		private String request(Kind kind, long number, @Nullable String orderId) {
			String head = " HTTP/1.1\r\nHost: 127.0.0.1:" + LoadClient.this.port + "\r\n"
					+ (this.keepAlive ? "" : "Connection: close\r\n");
			return switch (kind) {
				case GET -> "GET /" + head + "\r\n";
				case SLOW -> "GET /slow?ms=" + LoadClient.this.plan.slow().toMillis() + head + "\r\n";
				case POST -> {
					boolean form = number % 4 == 1;
					String body = form ? "id=" + orderId : "{\"id\":\"" + orderId + "\"}";
					yield "POST /orders" + head + "Content-Type: application/"
							+ (form ? "x-www-form-urlencoded" : "json") + "\r\nContent-Length: " + body.length()
							+ "\r\n\r\n" + body;
				}
			};
		}

		private void disconnect() {
			RawConnection open = this.connection;
			this.connection = null;
			if (open == null) {
				return;
			}
			try {
				open.close();
			}
			catch (IOException ex) {
				throw new IllegalStateException("A socket of this client cannot be closed", ex);
			}
		}

	}

}
