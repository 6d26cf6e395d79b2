package io.hotupdate.cluster;

import java.time.Duration;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

import org.jspecify.annotations.Nullable;

/**
 * How to reach Redis.
 *
 * @param nodes host and port of the server, of the Sentinels or of nodes of the Cluster
 * @param mode which of them it is
 * @param master the name that the Sentinels know the master by
 * @param username user name, if any
 * @param password password, if any
 * @param sentinelUsername user name for the Sentinels, if any
 * @param sentinelPassword password of the Sentinels, if any
 * @param database number of the database
 * @param tls whether to speak TLS
 * @param bundle keys and trust for TLS, or {@code null} for those of the JVM
 * @param connectTimeout how long connecting may take
 */
public record RedisSettings(List<Node> nodes, Mode mode, @Nullable String master, @Nullable String username,
		@Nullable String password, @Nullable String sentinelUsername, @Nullable String sentinelPassword, int database,
		boolean tls, @Nullable Bundle bundle, Duration connectTimeout) {

	/**
	 * Create settings.
	 */
	public RedisSettings {
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

	/**
	 * Where a node is.
	 *
	 * @param host its host
	 * @param port its port
	 */
	public record Node(String host, int port) {

	}

	/**
	 * Keys and trust.
	 *
	 * @param keys the own key, for a server that asks for it
	 * @param trust whom to trust
	 * @param ciphers allowed ciphers, empty for the usual ones
	 * @param protocols allowed protocols, empty for the usual ones
	 */
	public record Bundle(KeyManagerFactory keys, TrustManagerFactory trust, List<String> ciphers,
			List<String> protocols) {

		/**
		 * Create a bundle.
		 */
		public Bundle {
			ciphers = List.copyOf(ciphers);
			protocols = List.copyOf(protocols);
		}

	}

	/** Without a password. */
	@Override
	public String toString() {
		return this.mode + " " + this.nodes;
	}

}
