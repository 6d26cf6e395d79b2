package io.hotupdate.cluster;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import org.jspecify.annotations.Nullable;

/**
 * A client of our own, which leaves that of the application alone. What Redis does not
 * answer in time was perhaps executed all the same, so nothing is sent again by the
 * client itself, and nothing waits for a connection.
 */
final class RedisConnection implements AutoCloseable {

	private static final Duration COMMAND = Duration.ofMillis(500);

	/** A master that has failed over is found again. */
	private static final ClusterTopologyRefreshOptions REFRESH = ClusterTopologyRefreshOptions.builder()
		.enableAllAdaptiveRefreshTriggers()
		.enablePeriodicRefresh(Duration.ofSeconds(30))
		.build();

	private final ClientResources resources;

	private final AbstractRedisClient client;

	private final Group<?> group;

	private RedisConnection(ClientResources resources, AbstractRedisClient client, Group<?> group) {
		this.resources = resources;
		this.client = client;
		this.group = group;
	}

	/**
	 * Connect.
	 * @param settings where to
	 * @param keys the group
	 * @param again how long it takes at most until a lost connection is tried again
	 * @param changed is told each message of the group, and when one may have been missed
	 */
	static RedisConnection open(RedisSettings settings, GroupKeys keys, Duration again, Consumer<String> changed) {
		ClientResources resources = ClientResources.builder()
			.reconnectDelay(Delay.equalJitter(Duration.ofMillis(1), again, 2, TimeUnit.MILLISECONDS))
			.build();
		List<RedisURI> uris = uris(settings);
		if (settings.mode() == RedisSettings.Mode.CLUSTER) {
			RedisClusterClient client = RedisClusterClient.create(resources, uris);
			client.setOptions(ClusterClientOptions.builder(options(settings)).topologyRefreshOptions(REFRESH).build());
			return connected(resources, client, () -> {
				StatefulRedisClusterConnection<String, String> connection = client.connect();
				listen(client.connectPubSub(), keys, changed);
				return new Group<>(connection.sync(), keys);
			});
		}
		RedisClient client = RedisClient.create(resources, uris.get(0));
		client.setOptions(options(settings));
		return connected(resources, client, () -> {
			StatefulRedisConnection<String, String> connection = client.connect();
			listen(client.connectPubSub(), keys, changed);
			return new Group<>(connection.sync(), keys);
		});
	}

	private static RedisConnection connected(ClientResources resources, AbstractRedisClient client,
			Connecting connecting) {
		try {
			return new RedisConnection(resources, client, connecting.connect());
		}
		catch (RuntimeException ex) {
			client.shutdownAsync().whenComplete((done, problem) -> resources.shutdown());
			throw ex;
		}
	}

	/** A subscription that is confirmed again may have missed messages. */
	private static void listen(StatefulRedisPubSubConnection<String, String> connection, GroupKeys keys,
			Consumer<String> changed) {
		connection.addListener(new RedisPubSubAdapter<>() {

			@Override
			public void message(String channel, String message) {
				changed.accept(message);
			}

			@Override
			public void subscribed(String channel, long count) {
				changed.accept("");
			}

		});
		connection.sync().subscribe(keys.channel());
	}

	private static List<RedisURI> uris(RedisSettings settings) {
		if (settings.mode() == RedisSettings.Mode.SENTINEL) {
			RedisURI.Builder builder = RedisURI.builder();
			settings.nodes().forEach((node) -> builder.withSentinel(sentinel(node, settings)));
			return List.of(finish(builder.withSentinelMasterId(String.valueOf(settings.master())), settings));
		}
		return settings.nodes()
			.stream()
			.map((node) -> finish(RedisURI.builder().withHost(node.host()).withPort(node.port()), settings))
			.toList();
	}

	private static RedisURI sentinel(RedisSettings.Node node, RedisSettings settings) {
		RedisURI.Builder builder = RedisURI.builder().withHost(node.host()).withPort(node.port());
		authenticate(builder, settings.sentinelUsername(), settings.sentinelPassword());
		return builder.withSsl(settings.tls()).withTimeout(COMMAND).build();
	}

	private static RedisURI finish(RedisURI.Builder builder, RedisSettings settings) {
		authenticate(builder, settings.username(), settings.password());
		return builder.withDatabase(settings.database())
			.withSsl(settings.tls())
			.withTimeout(COMMAND)
			.withClientName("hotupdate")
			.build();
	}

	private static void authenticate(RedisURI.Builder builder, @Nullable String username, @Nullable String password) {
		if (password != null && username != null) {
			builder.withAuthentication(username, password.toCharArray());
		}
		else if (password != null) {
			builder.withPassword(password.toCharArray());
		}
	}

	private static ClientOptions options(RedisSettings settings) {
		return ClientOptions.builder()
			.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
			.replayFilter((command) -> true)
			.timeoutOptions(TimeoutOptions.enabled(COMMAND))
			.socketOptions(SocketOptions.builder().connectTimeout(settings.connectTimeout()).build())
			.sslOptions(ssl(settings.bundle()))
			.build();
	}

	private static SslOptions ssl(RedisSettings.@Nullable Bundle bundle) {
		if (bundle == null) {
			return SslOptions.create();
		}
		SslOptions.Builder builder = SslOptions.builder().keyManager(bundle.keys()).trustManager(bundle.trust());
		if (!bundle.ciphers().isEmpty()) {
			builder.cipherSuites(bundle.ciphers().toArray(String[]::new));
		}
		if (!bundle.protocols().isEmpty()) {
			builder.protocols(bundle.protocols().toArray(String[]::new));
		}
		return builder.build();
	}

	Group<?> group() {
		return this.group;
	}

	@Override
	public void close() {
		this.client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
		this.resources.shutdown(0, 2, TimeUnit.SECONDS);
	}

	/** Opens connections of a client. */
	@FunctionalInterface
	private interface Connecting {

		Group<?> connect();

	}

}
