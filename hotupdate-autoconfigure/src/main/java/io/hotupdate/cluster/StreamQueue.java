package io.hotupdate.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.hotupdate.cluster.Lease.Keeping;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queues in Redis Streams: the entry that is first has the turn. Each that waits asks for
 * itself, which also tells that it lives, and takes those before it out that have not
 * been heard of for their lease. A consumer group would give several entries to several
 * readers at once, which is what a queue for one resource must not do.
 */
final class StreamQueue implements ClusterQueue {

	/** How often is asked, unless the lease is shorter. */
	private static final Duration OFTEN = Duration.ofMillis(200);

	private static final Logger logger = LoggerFactory.getLogger(StreamQueue.class);

	private final LockNode node;

	private final String group;

	private final ScheduledExecutorService thread;

	private final LongSupplier ticker;

	StreamQueue(LockNode node, String group, ScheduledExecutorService thread, LongSupplier ticker) {
		this.node = node;
		this.group = group;
		this.thread = thread;
		this.ticker = ticker;
	}

	@Override
	public Optional<HeldLock> enter(String resource, Duration lease, Duration patience) throws InterruptedException {
		String problem = Lease.problem(resource, lease);
		if (problem != null) {
			throw new IllegalArgumentException(problem);
		}
		Place place = new Place(resource, lease, ask("join", resource, "", lease));
		boolean served = false;
		try {
			Optional<HeldLock> turn = await(place, patience);
			served = turn.isPresent();
			return turn;
		}
		finally {
			if (!served) {
				place.release();
			}
		}
	}

	private Optional<HeldLock> await(Place place, Duration patience) throws InterruptedException {
		long end = this.ticker.getAsLong() + patience.toNanos();
		long heard = this.ticker.getAsLong();
		long pause = Math.min(OFTEN.toNanos(), place.lease.toNanos() / 3);
		while (true) {
			long asked = this.ticker.getAsLong();
			try {
				long answer = place.look();
				heard = asked;
				if (answer > 0) {
					return Optional.of(new Lease(place.resource, answer, place.lease, asked, place, this.ticker)
						.kept(this.thread, true));
				}
				if (answer < 0) {
					return Optional.empty();
				}
			}
			catch (LockUnavailableException ex) {
				if (asked - heard > place.lease.toNanos()) {
					throw ex;
				}
			}
			long left = end - this.ticker.getAsLong();
			if (left <= 0) {
				return Optional.empty();
			}
			TimeUnit.NANOSECONDS.sleep(Math.min(left, pause));
		}
	}

	private String ask(String verb, String resource, String entry, Duration lease) {
		String key = "{" + this.group + "}:queue:" + resource;
		String[] keys = { key, key + ":heard", "{" + this.group + "}:lock_fences" };
		try {
			return this.node.run("queue", keys, verb, resource, entry, String.valueOf(lease.toMillis())).join();
		}
		catch (CompletionException ex) {
			@Nullable Throwable cause = ex.getCause();
			throw new LockUnavailableException(resource, String.valueOf((cause != null) ? cause : ex), ex);
		}
	}

	/** The place of one that waits or has its turn. */
	private final class Place implements Lease.Keeper {

		private final String resource;

		private final Duration lease;

		private final String entry;

		private Place(String resource, Duration lease, String entry) {
			this.resource = resource;
			this.lease = lease;
			this.entry = entry;
		}

		private long look() {
			return Long.parseLong(ask("look", this.resource, this.entry, this.lease));
		}

		@Override
		public Keeping renew() {
			try {
				return (look() > 0) ? Keeping.KEPT : Keeping.LOST;
			}
			catch (LockUnavailableException ex) {
				return Keeping.UNKNOWN;
			}
		}

		@Override
		public void release() {
			try {
				ask("leave", this.resource, this.entry, this.lease);
			}
			catch (LockUnavailableException ex) {
				logger.info(
						"The queue could not be told that {} is free: those that wait go on when the lease has ended",
						this.resource);
			}
		}

	}

}
