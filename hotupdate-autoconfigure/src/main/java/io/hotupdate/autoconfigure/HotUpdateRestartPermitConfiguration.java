package io.hotupdate.autoconfigure;

import io.hotupdate.cluster.ClusterMember;
import io.hotupdate.cluster.RedisSettings;
import io.hotupdate.supervisor.PermitSettings;
import io.hotupdate.supervisor.RedisAddress;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What a supervisor has to know of the group to ask it before a restart.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ClusterRestartProperties.class)
class HotUpdateRestartPermitConfiguration {

	@Bean
	PermitSettings hotUpdateRestartPermits(ClusterRestartProperties restart, ClusterMember member,
			RedisSettings redis) {
		RedisAddress address = new RedisAddress(RedisAddress.Mode.valueOf(redis.mode().name()),
				redis.nodes().stream().map((node) -> node.host() + ":" + node.port()).toList(), redis.master(),
				redis.username(), redis.password(), redis.sentinelUsername(), redis.sentinelPassword(),
				redis.database(), redis.tls());
		return restart.permits(address, member.groupName(), member.id());
	}

}
