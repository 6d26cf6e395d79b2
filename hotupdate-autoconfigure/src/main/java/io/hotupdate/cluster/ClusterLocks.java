package io.hotupdate.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;

import io.lettuce.core.RedisURI;

/**
 * Makes the locks and queues of a group, and closes their connections.
 */
public final class ClusterLocks implements AutoCloseable {

	private final ScheduledExecutorService thread = Executors.newScheduledThreadPool(2, named("hotupdate-locks"));

	private final ExecutorService connecting = Executors.newCachedThreadPool(named("hotupdate-locks-connect"));

	private final List<LockNode> masters;

	private final LockNode own;

	private final String group;

	/**
	 * Create them; nothing is connected before it is used.
	 * @param group the group, in whose keys they are
	 * @param redis the group's Redis
	 * @param masters URIs of independent Redis servers, an odd number of them, of which
	 * the majority decides; none for the group's Redis
	 * @throws IllegalArgumentException if that is no odd number, or one is no URI
	 */
	public ClusterLocks(String group, RedisSettings redis, List<String> masters) {
		if (!masters.isEmpty() && (masters.size() < 3 || masters.size() % 2 == 0)) {
			throw new IllegalArgumentException(masters.size() + " Redis servers have no majority worth it; perhaps you"
					+ " should set 3 or 5 in hotupdate.cluster.lock.nodes, or none");
		}
		this.group = group;
		this.own = LockNode.of(redis, null, this.connecting);
		this.masters = new ArrayList<>();
		masters.forEach((uri) -> this.masters.add(LockNode.of(redis, uri(uri), this.connecting)));
	}

	private static RedisURI uri(String text) {
		try {
			return RedisURI.create(text);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(
					"A server of hotupdate.cluster.lock.nodes is no URI of Redis; perhaps you"
							+ " should write it like redis://user:password@host:6379",
					ex);
		}
	}

	private static ThreadFactory named(String name) {
		return (task) -> {
			Thread thread = new Thread(task, name);
			thread.setDaemon(true);
			return thread;
		};
	}

	/**
	 * The locks.
	 * @return locks in the majority of the masters, or in the group's Redis
	 */
	public ClusterLock lock() {
		return new QuorumLock(this.masters.isEmpty() ? List.of(this.own) : this.masters, this.group, this.thread,
				System::nanoTime);
	}

	/**
	 * The queues.
	 * @return queues in the group's Redis
	 */
	public ClusterQueue queue() {
		return new StreamQueue(this.own, this.group, this.thread, System::nanoTime);
	}

	@Override
	public void close() {
		this.thread.shutdownNow();
		this.connecting.shutdownNow();
		this.own.close();
		this.masters.forEach(LockNode::close);
	}

}
