package io.hotupdate.cluster;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;

/**
 * A client of our own, which leaves that of the application alone. What Redis does not
 * answer in time was perhaps executed all the same, so nothing is sent again by the
 * client itself, and nothing waits for a connection.
 */
final class RedisConnection implements AutoCloseable {

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
		ClientResources resources = RedisUris.resources(again);
		List<RedisURI> uris = RedisUris.of(settings);
		if (settings.mode() == RedisSettings.Mode.CLUSTER) {
			RedisClusterClient client = RedisClusterClient.create(resources, uris);
			client.setOptions(ClusterClientOptions.builder(RedisUris.options(settings))
				.topologyRefreshOptions(RedisUris.REFRESH)
				.build());
			return connected(resources, client, () -> {
				StatefulRedisClusterConnection<String, String> connection = client.connect();
				listen(client.connectPubSub(), keys, changed);
				return new Group<>(connection.sync(), keys);
			});
		}
		RedisClient client = RedisClient.create(resources, uris.get(0));
		client.setOptions(RedisUris.options(settings));
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
