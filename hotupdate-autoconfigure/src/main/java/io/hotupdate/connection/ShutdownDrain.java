package io.hotupdate.connection;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The drain of a process that stops without a successor: new connections are refused at
 * the socket, what was accepted is finished as in an update. Since somebody waits for the
 * end, connections without a request are not waited for as long as they like: once no
 * request is under way they have a while to send one more, then they are closed.
 */
public final class ShutdownDrain {

	private static final Logger logger = LoggerFactory.getLogger(ShutdownDrain.class);

	private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

	private final GatedConnectors connectors;

	private final Duration timeout;

	private final Duration idleWait;

	private final CountDownLatch forced = new CountDownLatch(1);

	/**
	 * Create the drain.
	 * @param connectors the connectors of the process
	 * @param timeout how long it may take at most; what is left then is cut
	 * @param idleWait how long idle connections are kept once no request is under way and
	 * their number does not change any more
	 */
	public ShutdownDrain(GatedConnectors connectors, Duration timeout, Duration idleWait) {
		this.connectors = connectors;
		this.timeout = timeout;
		this.idleWait = idleWait;
	}

	/**
	 * Whether this process takes connections, so that its end is felt.
	 * @return {@code true} if the gates are open
	 */
	public boolean isServing() {
		return this.connectors.isOpen();
	}

	/**
	 * Ends the wait: what is left is cut at once. May be called before the run and from
	 * any thread.
	 */
	public void force() {
		this.forced.countDown();
	}

	/**
	 * Wait, unless and until the drain is forced.
	 * @param duration how long
	 * @return whether it was forced
	 * @throws InterruptedException if interrupted
	 */
	public boolean awaitForced(Duration duration) throws InterruptedException {
		return this.forced.await(duration.toNanos(), TimeUnit.NANOSECONDS);
	}

	/**
	 * Refuses new connections and finishes what was accepted. Blocks until it is done.
	 * @return what was cut since the time had passed or the drain was forced
	 * @throws InterruptedException if interrupted
	 */
	public Remaining run() throws InterruptedException {
		Drain drain = this.connectors.drain();
		drain.begin();
		this.connectors.refuseAll();
		Remaining begun = drain.remaining();
		if (begun.holding() > 0) {
			logger.info("New connections are refused; to be finished within {}: {}", this.timeout,
					begun.holdingByName());
		}
		boolean finished = await(drain);
		Remaining cut = drain.cut();
		if (!finished) {
			logger.warn("The drain {}; connections cut: {}",
					(this.forced.getCount() == 0) ? "was forced" : "has taken " + this.timeout, cut.holdingByName());
			return cut;
		}
		return Remaining.NONE;
	}

	private boolean await(Drain drain) throws InterruptedException {
		long begun = System.nanoTime();
		long moved = begun;
		Remaining last = drain.remaining();
		while (last.holding() > 0) {
			long now = System.nanoTime();
			if (last.count(Kind.IDLE) == last.holding() && now - moved >= this.idleWait.toNanos()) {
				return true;
			}
			if (now - begun >= this.timeout.toNanos() || awaitForced(POLL_INTERVAL)) {
				return false;
			}
			Remaining remaining = drain.remaining();
			if (!remaining.equals(last) || remaining.count(Kind.IDLE) < remaining.holding()) {
				moved = System.nanoTime();
			}
			last = remaining;
		}
		return true;
	}

}
