package io.hotupdate.cluster;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisScriptingAsyncCommands;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.resource.ClientResources;
import org.jspecify.annotations.Nullable;

/**
 * One Redis that locks are in: a server, what Sentinels say is the master, or a Cluster.
 * It is connected when it is asked first, and asked again when it is away.
 */
final class LockNode implements AutoCloseable {

	private static final Map<String, String> TEXTS = Map.of("lock", Script.read("lock"), "queue", Script.read("queue"));

	private static final Duration AGAIN = Duration.ofSeconds(1);

	private static final Duration FIRST = Duration.ofSeconds(3);

	private final ClientResources resources;

	private final AbstractRedisClient client;

	private final Supplier<RedisScriptingAsyncCommands<String, String>> connecting;

	private final Executor executor;

	private volatile long firstUntil;

	private @Nullable CompletableFuture<RedisScriptingAsyncCommands<String, String>> commands;

	private LockNode(ClientResources resources, AbstractRedisClient client,
			Supplier<RedisScriptingAsyncCommands<String, String>> connecting, Executor executor) {
		this.resources = resources;
		this.client = client;
		this.connecting = connecting;
		this.executor = executor;
	}

	/**
	 * Create a node.
	 * @param settings where it is
	 * @param uri another server with the same options, or {@code null}
	 * @param executor connects
	 */
	static LockNode of(RedisSettings settings, @Nullable RedisURI uri, Executor executor) {
		ClientResources resources = RedisUris.resources(AGAIN);
		if (uri == null && settings.mode() == RedisSettings.Mode.CLUSTER) {
			RedisClusterClient client = RedisClusterClient.create(resources, RedisUris.of(settings));
			client.setOptions(ClusterClientOptions.builder(RedisUris.options(settings))
				.topologyRefreshOptions(RedisUris.REFRESH)
				.build());
			return new LockNode(resources, client, () -> client.connect().async(), executor);
		}
		RedisClient client = RedisClient.create(resources, (uri != null) ? uri : RedisUris.of(settings).get(0));
		client.setOptions(RedisUris.options(settings));
		return new LockNode(resources, client, () -> client.connect().async(), executor);
	}

	/**
	 * Run a script. The answer comes, or fails, within the time of a command; only the
	 * first connection may take longer.
	 */
	CompletableFuture<String> run(String script, String[] keys, String... arguments) {
		CompletableFuture<RedisScriptingAsyncCommands<String, String>> connected = commands();
		return connected
			.orTimeout(Math.max(this.firstUntil - System.nanoTime(), RedisUris.COMMAND.toNanos()), TimeUnit.NANOSECONDS)
			.thenCompose((commands) -> run(commands, script, keys, arguments).orTimeout(RedisUris.COMMAND.toMillis(),
					TimeUnit.MILLISECONDS));
	}

	private static CompletableFuture<String> run(RedisScriptingAsyncCommands<String, String> commands, String script,
			String[] keys, String... arguments) {
		String text = String.valueOf(TEXTS.get(script));
		return commands.<String>evalsha(commands.digest(text), ScriptOutputType.VALUE, keys, arguments)
			.toCompletableFuture()
			.exceptionallyCompose((ex) -> isUnknown(ex)
					? commands.<String>eval(text, ScriptOutputType.VALUE, keys, arguments).toCompletableFuture()
					: CompletableFuture.failedFuture(ex));
	}

	private static boolean isUnknown(Throwable ex) {
		return ex instanceof RedisNoScriptException
				|| (ex instanceof CompletionException && ex.getCause() instanceof RedisNoScriptException);
	}

	private synchronized CompletableFuture<RedisScriptingAsyncCommands<String, String>> commands() {
		CompletableFuture<RedisScriptingAsyncCommands<String, String>> commands = this.commands;
		if (commands == null) {
			this.firstUntil = System.nanoTime() + FIRST.toNanos();
		}
		if (commands == null || commands.isCompletedExceptionally()) {
			commands = CompletableFuture.supplyAsync(this.connecting, this.executor);
			this.commands = commands;
		}
		return commands.copy();
	}

	@Override
	public void close() {
		this.client.shutdownAsync().whenComplete((done, problem) -> this.resources.shutdown());
	}

}
