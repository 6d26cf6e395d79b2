package io.hotupdate.autoconfigure;

import io.hotupdate.cluster.ClusterMember;
import io.hotupdate.cluster.GroupMetrics;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Metrics of the group, where there is one.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnProperty(name = "hotupdate.metrics.enabled", matchIfMissing = true)
class GroupMetersConfiguration {

	@Bean
	@ConditionalOnMissingBean
	GroupMetrics hotUpdateGroupMetrics(ClusterMember member) {
		return new GroupMetrics(member);
	}

}
