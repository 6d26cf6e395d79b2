package io.hotupdate.cluster;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import org.jspecify.annotations.Nullable;

/**
 * Settings as Lettuce knows them.
 */
final class RedisUris {

	/** A master that has failed over is found again. */
	static final ClusterTopologyRefreshOptions REFRESH = ClusterTopologyRefreshOptions.builder()
		.enableAllAdaptiveRefreshTriggers()
		.enablePeriodicRefresh(Duration.ofSeconds(30))
		.build();

	static final Duration COMMAND = Duration.ofMillis(500);

	private RedisUris() {
	}

	/** Lettuce's own delays grow to 30 s. */
	static ClientResources resources(Duration again) {
		return ClientResources.builder()
			.reconnectDelay(Delay.equalJitter(Duration.ofMillis(1), again, 2, TimeUnit.MILLISECONDS))
			.build();
	}

	static List<RedisURI> of(RedisSettings settings) {
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

	static ClientOptions options(RedisSettings settings) {
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

}
