package io.hotupdate.connection;

import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;

/**
 * Finishing all that a generation has accepted. While it is on, each HTTP/1.1 response
 * that commits says {@code Connection: close}, unless the client has pipelined a further
 * request. A request on a kept-alive connection is served as ever; an idle connection is
 * left to its client and to the keep-alive timeout, since closing it would race the
 * client's next request. HTTP/2 connections are told to go by GOAWAY, WebSocket sessions
 * by close 1012; a {@link DrainParticipant} does the like for others. All methods may be
 * called from any thread.
 */
public final class Drain {

	/**
	 * Name of a request attribute: with any value it says that the request does not hold
	 * up the drain, such as one that waits for the very update that drains.
	 */
	public static final String EXEMPT_ATTRIBUTE = Drain.class.getName() + ".EXEMPT";

	private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

	/** Counting 10,000 connections takes a while: a fiftieth of a core at most. */
	private static final int COUNTING_SHARE = 50;

	private final Supplier<Iterable<GatedConnector>> connectors;

	private final List<DrainParticipant> participants = new CopyOnWriteArrayList<>();

	private final DrainTotals totals = new DrainTotals();

	private CountDownLatch over = new CountDownLatch(0);

	private volatile boolean active;

	Drain(Supplier<Iterable<GatedConnector>> connectors) {
		this.connectors = connectors;
		this.participants.add(UpgradedConnections.http2(connectors));
		this.participants.add(UpgradedConnections.webSocket(connectors));
	}

	/**
	 * Adds one who takes part in each drain that begins after it.
	 * @param participant the participant
	 */
	public void join(DrainParticipant participant) {
		this.participants.add(participant);
	}

	/**
	 * From now on responses end their connections, and long-lived ones are asked to end.
	 * Does not wait for that. Has no effect if the drain is on.
	 */
	public synchronized void begin() {
		if (!this.active) {
			this.active = true;
			CountDownLatch over = new CountDownLatch(1);
			this.over = over;
			this.participants.forEach((participant) -> DrainThread.start(participant, over));
		}
	}

	/**
	 * Take-back: from now on connections are kept alive again, but for those whose client
	 * has already been told otherwise, such as by GOAWAY.
	 */
	public synchronized void cancel() {
		if (this.active) {
			this.totals.forget(open());
		}
		this.active = false;
		this.over.countDown();
	}

	/**
	 * Whether the drain is on.
	 * @return whether responses end their connections
	 */
	public boolean isActive() {
		return this.active;
	}

	/**
	 * Waits until no connection is left but those with exempt requests.
	 * @param timeout how long to wait
	 * @param progress called on this thread with what is left, at first and then whenever
	 * it has changed
	 * @return whether all is done; {@code false} if the time has passed or the drain was
	 * cancelled
	 * @throws InterruptedException if the thread is interrupted
	 */
	public boolean await(Duration timeout, Consumer<Remaining> progress) throws InterruptedException {
		return await(Remaining::holding, timeout, progress);
	}

	/**
	 * Waits until no connection is left at all. To be called after
	 * {@link #await(Duration, Consumer)}, when the exempt requests can be answered.
	 * @param timeout how long to wait
	 * @return whether all is done; {@code false} if the time has passed or the drain was
	 * cancelled
	 * @throws InterruptedException if the thread is interrupted
	 */
	public boolean awaitExempt(Duration timeout) throws InterruptedException {
		return await(Remaining::total, timeout, (remaining) -> {
		});
	}

	private boolean await(ToLongFunction<Remaining> left, Duration timeout, Consumer<Remaining> progress)
			throws InterruptedException {
		long deadline = System.nanoTime() + timeout.toNanos();
		Remaining last = null;
		while (this.active) {
			long before = System.nanoTime();
			Remaining remaining = report(progress, last);
			long counting = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
			if (left.applyAsLong(remaining) == 0) {
				return true;
			}
			if (System.nanoTime() - deadline >= 0) {
				return false;
			}
			last = remaining;
			Thread.sleep(Math.max(POLL_INTERVAL.toMillis(), COUNTING_SHARE * counting));
		}
		return false;
	}

	private Remaining report(Consumer<Remaining> progress, @Nullable Remaining last) {
		Remaining remaining = remaining();
		if (!remaining.equals(last)) {
			progress.accept(remaining);
		}
		return remaining;
	}

	/**
	 * Counts the connections that are left. Looks at every open connection.
	 * @return their numbers by kind
	 */
	public Remaining remaining() {
		Map<Object, Kind> open = open();
		if (this.active) {
			this.totals.saw(open);
		}
		return Remaining.of(open.values());
	}

	private Map<Object, Kind> open() {
		Map<Object, Kind> open = new IdentityHashMap<>();
		for (GatedConnector connector : this.connectors.get()) {
			connector.forEachOpen(open::put);
		}
		return open;
	}

	/**
	 * What has become of the connections in all drains of this process.
	 * @return the numbers
	 */
	public DrainTotals totals() {
		return this.totals;
	}

	/**
	 * Closes all connections that are left but those with exempt requests. An answer that
	 * is being made is lost.
	 * @return what was closed, by kind
	 */
	public Remaining cut() {
		Remaining cut = Remaining.NONE;
		for (GatedConnector connector : this.connectors.get()) {
			cut = cut.plus(connector.cut(this.totals));
		}
		return cut;
	}

}
