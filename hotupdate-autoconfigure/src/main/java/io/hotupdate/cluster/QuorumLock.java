package io.hotupdate.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

import io.hotupdate.cluster.Lease.Keeping;
import org.jspecify.annotations.Nullable;

/**
 * Locks in one Redis, or in the majority of several that know nothing of each other: the
 * algorithm Redlock of Salvatore Sanfilippo, with fencing numbers, which it has not. The
 * highest number of a majority is written back to a majority: whoever is next meets it in
 * one of them at least, and gets a higher one.
 */
final class QuorumLock implements ClusterLock {

	private final List<LockNode> nodes;

	private final String group;

	private final ScheduledExecutorService thread;

	private final LongSupplier ticker;

	QuorumLock(List<LockNode> nodes, String group, ScheduledExecutorService thread, LongSupplier ticker) {
		this.nodes = nodes;
		this.group = group;
		this.thread = thread;
		this.ticker = ticker;
	}

	@Override
	public Optional<HeldLock> acquire(String name, Duration lease, boolean renewed) {
		String problem = Lease.problem(name, lease);
		if (problem != null) {
			throw new IllegalArgumentException(problem);
		}
		String owner = UUID.randomUUID().toString();
		long asked = this.ticker.getAsLong();
		Votes votes = ask(name, "acquire", owner, lease, 0);
		long fence = votes.highest();
		boolean taken = votes.granted() >= quorum() && raise(name, owner, lease, fence)
				&& this.ticker.getAsLong() - asked < Lease.valid(lease);
		if (!taken) {
			ask(name, "release", owner, lease, 0);
			if (votes.granted() + votes.refused() < quorum()) {
				throw new LockUnavailableException(name,
						votes.granted() + votes.refused() + " of " + this.nodes.size() + " Redis have answered",
						votes.failure());
			}
			return Optional.empty();
		}
		Kept kept = new Kept(name, owner, lease);
		return Optional.of(new Lease(name, fence, lease, asked, kept, this.ticker).kept(this.thread, renewed));
	}

	private boolean raise(String name, String owner, Duration lease, long fence) {
		return this.nodes.size() == 1 || ask(name, "raise", owner, lease, fence).granted() >= quorum();
	}

	private int quorum() {
		return this.nodes.size() / 2 + 1;
	}

	/** All are asked at once: one that hangs costs the time of one command. */
	private Votes ask(String name, String verb, String owner, Duration lease, long fence) {
		String[] keys = { "{" + this.group + "}:lock:" + name, "{" + this.group + "}:lock_fences" };
		List<CompletableFuture<String>> answers = this.nodes.stream()
			.map((node) -> node.run("lock", keys, verb, name, owner, String.valueOf(lease.toMillis()),
					String.valueOf(fence)))
			.toList();
		List<Long> given = new ArrayList<>();
		Throwable failure = null;
		for (CompletableFuture<String> answer : answers) {
			try {
				given.add(Long.parseLong(answer.join()));
			}
			catch (RuntimeException ex) {
				failure = ex;
			}
		}
		return new Votes((int) given.stream().filter((one) -> one > 0).count(),
				(int) given.stream().filter((one) -> one == 0).count(),
				given.stream().mapToLong(Long::longValue).max().orElse(0), failure);
	}

	/**
	 * What they have said.
	 *
	 * @param granted how many have agreed
	 * @param refused how many have not
	 * @param highest the highest number
	 * @param failure why one has said nothing
	 */
	private record Votes(int granted, int refused, long highest, @Nullable Throwable failure) {

	}

	private final class Kept implements Lease.Keeper {

		private final String name;

		private final String owner;

		private final Duration lease;

		private Kept(String name, String owner, Duration lease) {
			this.name = name;
			this.owner = owner;
			this.lease = lease;
		}

		@Override
		public Keeping renew() {
			Votes votes = ask(this.name, "renew", this.owner, this.lease, 0);
			if (votes.granted() >= quorum()) {
				return Keeping.KEPT;
			}
			// those that say nothing may still have it
			return (QuorumLock.this.nodes.size() - votes.refused() < quorum()) ? Keeping.LOST : Keeping.UNKNOWN;
		}

		@Override
		public void release() {
			ask(this.name, "release", this.owner, this.lease, 0);
		}

	}

}
