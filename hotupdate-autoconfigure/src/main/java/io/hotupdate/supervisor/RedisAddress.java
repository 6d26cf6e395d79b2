package io.hotupdate.supervisor;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Where a supervisor finds the Redis of its group.
 *
 * @param mode what the nodes are
 * @param nodes host:port of the server, of the Sentinels or of nodes of the Cluster
 * @param master the name that the Sentinels know the master by
 * @param username user name, if any
 * @param password password, if any
 * @param sentinelUsername user name for the Sentinels, if any
 * @param sentinelPassword password of the Sentinels, if any
 * @param database number of the database
 * @param tls whether to speak TLS
 */
public record RedisAddress(Mode mode, List<String> nodes, @Nullable String master, @Nullable String username,
		@Nullable String password, @Nullable String sentinelUsername, @Nullable String sentinelPassword, int database,
		boolean tls) {

	/**
	 * Create an address.
	 */
	public RedisAddress {
		nodes = List.copyOf(nodes);
	}

	/** What the nodes are. */
	public enum Mode {

		/** One server. */
		STANDALONE,
		/** Sentinels, which know the master. */
		SENTINEL,
		/** A Redis Cluster. */
		CLUSTER

	}

	/** Without a password. */
	@Override
	public String toString() {
		return this.mode + " " + this.nodes;
	}

}
