package io.hotupdate.autoconfigure;

import io.hotupdate.cluster.ClusterLock;
import io.hotupdate.cluster.ClusterLocks;
import io.hotupdate.cluster.ClusterQueue;
import io.hotupdate.cluster.RedisSettings;
import io.lettuce.core.RedisClient;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * The Redis of a group, and locks and queues in it for the application.
 */
@AutoConfiguration(afterName = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration")
@ConditionalOnClass(RedisClient.class)
@ConditionalOnProperty("hotupdate.cluster.enabled")
@EnableConfigurationProperties(ClusterProperties.class)
public final class HotUpdateRedisAutoConfiguration {

	private static final String DETAILS = "org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails";

	/** Nothing is connected before a lock is asked for. */
	@Bean(destroyMethod = "close")
	@ConditionalOnMissingBean
	ClusterLocks hotUpdateLocks(ClusterProperties properties, RedisSettings redis, Environment environment) {
		return new ClusterLocks(properties.group(environment), redis, properties.lock().nodes());
	}

	@Bean
	@ConditionalOnMissingBean
	ClusterLock hotUpdateClusterLock(ClusterLocks locks) {
		return locks.lock();
	}

	@Bean
	@ConditionalOnMissingBean
	ClusterQueue hotUpdateClusterQueue(ClusterLocks locks) {
		return locks.queue();
	}

	/** Where an application with Spring Data Redis is told where Redis is. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(DataRedisConnectionDetails.class)
	@ConditionalOnBean(DataRedisConnectionDetails.class)
	static class DetailsConfiguration {

		@Bean
		@ConditionalOnMissingBean
		RedisSettings hotUpdateRedisSettings(DataRedisConnectionDetails details, Environment environment) {
			return RedisDetails.of(details, RedisBinding.connectTimeout(environment));
		}

	}

	/** All other applications. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(type = DETAILS)
	static class PropertiesConfiguration {

		@Bean
		@ConditionalOnMissingBean
		RedisSettings hotUpdateRedisSettings(Environment environment, SslBundles bundles) {
			return RedisBinding.of(environment, bundles);
		}

	}

}
