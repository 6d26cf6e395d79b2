package io.hotupdate.cluster;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a group from outside, on connections of its own: on every message and every 10
 * ms.
 */
final class Observer implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Observer.class);

	private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread thread = new Thread(task, "observer");
		thread.setDaemon(true);
		return thread;
	});

	private final GroupKeys keys;

	private final Invariants invariants;

	/** It is back at once when Redis is. */
	private final ClientResources resources = ClientResources.builder()
		.reconnectDelay(Delay.constant(Duration.ofMillis(5)))
		.build();

	private final RedisClient client;

	private final RedisCommands<String, String> redis;

	private volatile long looks;

	Observer(int port, GroupKeys keys, Invariants invariants) {
		this.keys = keys;
		this.invariants = invariants;
		this.client = RedisClient.create(this.resources,
				RedisURI.builder().withHost("127.0.0.1").withPort(port).withTimeout(Duration.ofSeconds(1)).build());
		this.client.setOptions(ClientOptions.builder()
			.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
			.timeoutOptions(TimeoutOptions.enabled(Duration.ofSeconds(1)))
			.build());
		this.redis = this.client.connect().sync();
		StatefulRedisPubSubConnection<String, String> messages = this.client.connectPubSub();
		messages.addListener(new RedisPubSubAdapter<>() {

			@Override
			public void message(String channel, String message) {
				Observer.this.executor.execute(Observer.this::look);
			}

		});
		messages.sync().subscribe(keys.channel());
		this.executor.scheduleWithFixedDelay(this::look, 0, 10, TimeUnit.MILLISECONDS);
	}

	private void look() {
		try {
			this.invariants.sees(now());
			this.looks++;
		}
		catch (RedisException ex) {
			logger.trace("Redis is away", ex);
		}
	}

	GroupSnapshot now() {
		String text = this.redis.eval(GroupSnapshot.SCRIPT, ScriptOutputType.VALUE, this.keys.all());
		return GroupSnapshot.of(text);
	}

	RedisCommands<String, String> redis() {
		return this.redis;
	}

	long looks() {
		return this.looks;
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
		this.client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
		this.resources.shutdown(0, 2, TimeUnit.SECONDS);
	}

}
