package io.hotupdate.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import io.hotupdate.cluster.RedisSettings;
import io.hotupdate.cluster.RedisSettings.Bundle;
import io.hotupdate.cluster.RedisSettings.Mode;
import io.hotupdate.cluster.RedisSettings.Node;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
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
 * @param masterreplica replicas without Sentinels, which are not supported
 */
record RedisBinding(@Nullable String url, @DefaultValue("localhost") String host, @DefaultValue("6379") int port,
		@Nullable String username, @Nullable String password, @DefaultValue("0") int database,
		@DefaultValue("10s") Duration connectTimeout, @DefaultValue Ssl ssl, @Nullable Sentinel sentinel,
		@Nullable Cluster cluster, @Nullable Cluster masterreplica) {

	/**
	 * Read the settings.
	 * @throws IllegalArgumentException if they cannot be used
	 */
	static RedisSettings of(Environment environment, SslBundles bundles) {
		RedisBinding binding = Binder.get(environment).bindOrCreate("spring.data.redis", RedisBinding.class);
		String bundle = binding.ssl.bundle();
		return binding.settings((bundle != null && binding.ssl.isOn()) ? bundle(bundles.getBundle(bundle)) : null);
	}

	static Duration connectTimeout(Environment environment) {
		return Binder.get(environment).bindOrCreate("spring.data.redis", RedisBinding.class).connectTimeout();
	}

	static Bundle bundle(SslBundle bundle) {
		return new Bundle(bundle.getManagers().getKeyManagerFactory(), bundle.getManagers().getTrustManagerFactory(),
				list(bundle.getOptions().getCiphers()), list(bundle.getOptions().getEnabledProtocols()));
	}

	private static List<String> list(String @Nullable [] values) {
		return (values != null) ? Arrays.asList(values) : List.of();
	}

	static IllegalArgumentException masterReplica() {
		return new IllegalArgumentException("The group cannot use spring.data.redis.masterreplica: nothing tells which"
				+ " of them is the master after a failover; perhaps you should use Sentinels or a Redis Cluster, or set"
				+ " hotupdate.cluster.enabled=false");
	}

	private RedisSettings settings(@Nullable Bundle bundle) {
		if (this.masterreplica != null) {
			throw masterReplica();
		}
		if (this.sentinel != null) {
			return new RedisSettings(nodes(this.sentinel.nodes()), Mode.SENTINEL, this.sentinel.master(), this.username,
					this.password, this.sentinel.username(), this.sentinel.password(), this.database, this.ssl.isOn(),
					bundle, this.connectTimeout);
		}
		if (this.cluster != null) {
			return new RedisSettings(nodes(this.cluster.nodes()), Mode.CLUSTER, null, this.username, this.password,
					null, null, 0, this.ssl.isOn(), bundle, this.connectTimeout);
		}
		if (this.url != null) {
			return ofUrl(URI.create(this.url), bundle);
		}
		return new RedisSettings(List.of(new Node(this.host, this.port)), Mode.STANDALONE, null, this.username,
				this.password, null, null, this.database, this.ssl.isOn(), bundle, this.connectTimeout);
	}

	private RedisSettings ofUrl(URI url, @Nullable Bundle bundle) {
		String path = (url.getPath() != null) ? url.getPath().replace("/", "") : "";
		boolean known = List.of("redis", "rediss").contains(String.valueOf(url.getScheme())) && url.getHost() != null;
		if (!known || !path.matches("\\d{0,5}")) {
			throw new IllegalArgumentException("spring.data.redis.url is not of the form"
					+ " redis://[user:password@]host[:port][/database], or with rediss for TLS; perhaps you should"
					+ " look at it");
		}
		String user = (url.getUserInfo() != null) ? url.getUserInfo() : "";
		int colon = user.indexOf(':');
		return new RedisSettings(List.of(new Node(url.getHost(), (url.getPort() > 0) ? url.getPort() : 6379)),
				Mode.STANDALONE, null, (colon > 0) ? user.substring(0, colon) : null,
				user.isEmpty() ? null : user.substring(colon + 1), null, null,
				path.isEmpty() ? 0 : Integer.parseInt(path), "rediss".equals(url.getScheme()), bundle,
				this.connectTimeout);
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
	 * @param username their user name
	 * @param password their password
	 */
	record Sentinel(@Nullable String master, @DefaultValue List<String> nodes, @Nullable String username,
			@Nullable String password) {

	}

	/**
	 * Nodes.
	 *
	 * @param nodes host:port each
	 */
	record Cluster(@DefaultValue List<String> nodes) {

	}

}
