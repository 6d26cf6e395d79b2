package io.hotupdate.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import io.hotupdate.cluster.RedisSettings;
import io.hotupdate.cluster.RedisSettings.Mode;
import io.hotupdate.cluster.RedisSettings.Node;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;

/**
 * What Spring Boot calls {@code spring.data.redis}, read without Spring Data, which an
 * application need not have.
 *
 * @param url a URL, which wins over host, port, user name, password and database
 * @param host the host
 * @param port the port
 * @param username the user name
 * @param password the password
 * @param database the database
 * @param connectTimeout how long connecting may take
 * @param ssl TLS
 * @param sentinel the Sentinels
 * @param cluster the Redis Cluster
 */
record RedisBinding(@Nullable String url, @DefaultValue("localhost") String host, @DefaultValue("6379") int port,
		@Nullable String username, @Nullable String password, @DefaultValue("0") int database,
		@DefaultValue("10s") Duration connectTimeout, @DefaultValue Ssl ssl, @Nullable Sentinel sentinel,
		@Nullable Cluster cluster) {

	static RedisSettings of(Environment environment) {
		return Binder.get(environment).bindOrCreate("spring.data.redis", RedisBinding.class).settings();
	}

	private RedisSettings settings() {
		boolean tls = this.ssl.isOn();
		if (this.sentinel != null) {
			return new RedisSettings(nodes(this.sentinel.nodes()), Mode.SENTINEL, this.sentinel.master(), this.username,
					this.password, this.sentinel.password(), this.database, tls, this.connectTimeout);
		}
		if (this.cluster != null) {
			return new RedisSettings(nodes(this.cluster.nodes()), Mode.CLUSTER, null, this.username, this.password,
					null, 0, tls, this.connectTimeout);
		}
		if (this.url != null) {
			return ofUrl(URI.create(this.url));
		}
		return new RedisSettings(List.of(new Node(this.host, this.port)), Mode.STANDALONE, null, this.username,
				this.password, null, this.database, tls, this.connectTimeout);
	}

	private RedisSettings ofUrl(URI url) {
		String user = url.getUserInfo();
		String name = (user != null && user.indexOf(':') > 0) ? user.substring(0, user.indexOf(':')) : null;
		String password = (user != null) ? user.substring(user.indexOf(':') + 1) : null;
		String path = (url.getPath() != null) ? url.getPath().replace("/", "") : "";
		return new RedisSettings(List.of(new Node(url.getHost(), (url.getPort() > 0) ? url.getPort() : this.port)),
				Mode.STANDALONE, null, name, password, null, path.isEmpty() ? 0 : Integer.parseInt(path),
				"rediss".equals(url.getScheme()), this.connectTimeout);
	}

	private List<Node> nodes(List<String> nodes) {
		return nodes.stream().map((node) -> {
			int colon = node.lastIndexOf(':');
			return (colon > 0) ? new Node(node.substring(0, colon), Integer.parseInt(node.substring(colon + 1)))
					: new Node(node, this.port);
		}).toList();
	}

	/**
	 * TLS.
	 *
	 * @param enabled whether it is on
	 * @param bundle the bundle, which turns it on
	 */
	record Ssl(@Nullable Boolean enabled, @Nullable String bundle) {

		boolean isOn() {
			return (this.enabled != null) ? this.enabled : this.bundle != null;
		}

	}

	/**
	 * The Sentinels.
	 *
	 * @param master the name of the master
	 * @param nodes host:port each
	 * @param password their password
	 */
	record Sentinel(@Nullable String master, @DefaultValue List<String> nodes, @Nullable String password) {

	}

	/**
	 * A Redis Cluster.
	 *
	 * @param nodes host:port each
	 */
	record Cluster(@DefaultValue List<String> nodes) {

	}

}
