package io.hotupdate.autoconfigure;

import io.hotupdate.connection.GatedConnectors;
import io.hotupdate.metrics.TomcatConnectionMetrics;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Metrics of connections, where they have a gate.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(name = "org.apache.catalina.startup.Tomcat")
@ConditionalOnBean(GatedConnectors.class)
class TomcatMetersConfiguration {

	@Bean
	@ConditionalOnMissingBean
	TomcatConnectionMetrics hotUpdateConnectionMetrics(GatedConnectors connectors) {
		return new TomcatConnectionMetrics(connectors);
	}

}
