package io.hotupdate.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.hotupdate.cluster.RedisSettings;
import io.hotupdate.cluster.RedisSettings.Bundle;
import io.hotupdate.cluster.RedisSettings.Mode;
import io.hotupdate.cluster.RedisSettings.Node;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Cluster;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Sentinel;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Standalone;
import org.springframework.boot.ssl.SslBundle;

/**
 * What the connection details of an application with Spring Data Redis say: from its
 * properties, from Docker Compose, from Testcontainers or from a bean of its own.
 */
final class RedisDetails {

	private RedisDetails() {
	}

	static RedisSettings of(DataRedisConnectionDetails details, Duration connectTimeout) {
		SslBundle ssl = details.getSslBundle();
		Bundle bundle = (ssl != null) ? RedisBinding.bundle(ssl) : null;
		Sentinel sentinel = details.getSentinel();
		if (sentinel != null) {
			return new RedisSettings(nodes(sentinel.getNodes()), Mode.SENTINEL, sentinel.getMaster(),
					details.getUsername(), details.getPassword(), sentinel.getUsername(), sentinel.getPassword(),
					sentinel.getDatabase(), ssl != null, bundle, connectTimeout);
		}
		Cluster cluster = details.getCluster();
		if (cluster != null) {
			return settings(nodes(cluster.getNodes()), Mode.CLUSTER, 0, details, bundle, connectTimeout);
		}
		Standalone standalone = details.getStandalone();
		if (standalone == null) {
			throw RedisBinding.masterReplica();
		}
		return settings(List.of(new Node(standalone.getHost(), standalone.getPort())), Mode.STANDALONE,
				standalone.getDatabase(), details, bundle, connectTimeout);
	}

	private static RedisSettings settings(List<Node> nodes, Mode mode, int database, DataRedisConnectionDetails details,
			@Nullable Bundle bundle, Duration connectTimeout) {
		return new RedisSettings(nodes, mode, null, details.getUsername(), details.getPassword(), null, null, database,
				bundle != null, bundle, connectTimeout);
	}

	private static List<Node> nodes(List<DataRedisConnectionDetails.Node> nodes) {
		return nodes.stream().map((node) -> new Node(node.host(), node.port())).toList();
	}

}
