package io.hotupdate.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lock with its lease: renewed or not, and lost once it cannot be known any more that
 * it is held.
 */
final class Lease implements HeldLock {

	private static final Logger logger = LoggerFactory.getLogger(Lease.class);

	/**
	 * How far clocks may be apart in what they take for the same time: 1 % and 2 ms, as
	 * the description of Redlock has it
	 * (redis.io/docs/latest/develop/use/patterns/distributed-locks).
	 */
	private static final double DRIFT = 0.01;

	private static final long LEAST_DRIFT = TimeUnit.MILLISECONDS.toNanos(2);

	private final String name;

	private final long fence;

	private final Duration duration;

	private final Keeper keeper;

	private final LongSupplier ticker;

	private final List<Runnable> listeners = new ArrayList<>();

	private final List<Future<?>> tasks = new ArrayList<>();

	private long validUntil;

	private State state = State.HELD;

	/**
	 * Create a lease.
	 * @param name the lock
	 * @param fence its number
	 * @param duration the lease
	 * @param asked when it was asked for
	 * @param keeper keeps it in Redis
	 * @param ticker the time, in ns
	 */
	Lease(String name, long fence, Duration duration, long asked, Keeper keeper, LongSupplier ticker) {
		this.name = name;
		this.fence = fence;
		this.duration = duration;
		this.keeper = keeper;
		this.ticker = ticker;
		this.validUntil = asked + valid(duration);
	}

	/** For how long a holder may rely on a lease, from before it asked. */
	static long valid(Duration lease) {
		return lease.toNanos() - (long) (lease.toNanos() * DRIFT) - LEAST_DRIFT;
	}

	/** Renew it, and see that it ends. */
	Lease kept(ScheduledExecutorService thread, boolean renewed) {
		long third = this.duration.toNanos() / 3;
		synchronized (this) {
			this.tasks.add(thread.scheduleWithFixedDelay(renewed ? this::renewOrLog : this::isHeld, third,
					renewed ? third : Math.max(third / 10, TimeUnit.MILLISECONDS.toNanos(10)), TimeUnit.NANOSECONDS));
		}
		return this;
	}

	private void renewOrLog() {
		if (!renew() && isHeld()) {
			logger.info("The lock {} could not be renewed; it is tried again until its lease ends", this.name);
		}
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public long fence() {
		return this.fence;
	}

	@Override
	public boolean isHeld() {
		synchronized (this) {
			if (this.state != State.HELD) {
				return false;
			}
			if (this.ticker.getAsLong() - this.validUntil < 0) {
				return true;
			}
		}
		lose("its lease has ended");
		return false;
	}

	@Override
	public boolean renew() {
		if (!isHeld()) {
			return false;
		}
		long asked = this.ticker.getAsLong();
		Keeping kept = this.keeper.renew();
		if (kept == Keeping.LOST) {
			lose("Redis has forgotten it, or has given it to another");
			return false;
		}
		synchronized (this) {
			if (kept == Keeping.KEPT && this.state == State.HELD) {
				this.validUntil = asked + valid(this.duration);
				return true;
			}
			return false;
		}
	}

	private void lose(String why) {
		List<Runnable> told;
		synchronized (this) {
			if (this.state != State.HELD) {
				return;
			}
			this.state = State.LOST;
			this.tasks.forEach((task) -> task.cancel(false));
			told = List.copyOf(this.listeners);
		}
		logger.warn("The lock {} is lost: {}", this.name, why);
		told.forEach(this::tell);
	}

	private void tell(Runnable listener) {
		try {
			listener.run();
		}
		catch (RuntimeException ex) {
			logger.error("What was to be told of the loss of the lock {} has failed", this.name, ex);
		}
	}

	@Override
	public void onLost(Runnable lost) {
		synchronized (this) {
			if (this.state == State.HELD) {
				this.listeners.add(lost);
			}
			if (this.state != State.LOST) {
				return;
			}
		}
		tell(lost);
	}

	@Override
	public void close() {
		synchronized (this) {
			if (this.state == State.CLOSED) {
				return;
			}
			this.state = State.CLOSED;
			this.tasks.forEach((task) -> task.cancel(false));
		}
		this.keeper.release();
	}

	@Override
	public String toString() {
		return this.name + " (" + this.fence + ")";
	}

	private enum State {

		HELD, LOST, CLOSED

	}

	/** What Redis says of it. */
	enum Keeping {

		/** It is the holder's. */
		KEPT,
		/** It is not. */
		LOST,
		/** Nothing. */
		UNKNOWN

	}

	/** Keeps it in Redis. */
	interface Keeper {

		Keeping renew();

		void release();

	}

	/** For those that cannot have one. */
	static @Nullable String problem(String name, Duration lease) {
		if (!name.matches("[^{}]{1,200}")) {
			return "'" + name + "' is no name of a lock; perhaps you should use 1 to 200 characters without braces";
		}
		if (lease.compareTo(Duration.ofMillis(100)) < 0 || lease.compareTo(Duration.ofDays(1)) > 0) {
			return lease + " is no lease; perhaps you should use one from 100 ms to a day";
		}
		return null;
	}

}
