package io.hotupdate.autoconfigure;

import io.hotupdate.connection.GatedConnectors;
import io.hotupdate.connection.GatedTomcatCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.context.annotation.Bean;

/**
 * A gate on the connector of a separate management port: its context collects customizers
 * from itself only.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnClass(TomcatWebServer.class)
@ConditionalOnBean(GatedConnectors.class)
class HotUpdateManagementConfiguration {

	@Bean
	GatedTomcatCustomizer hotUpdateManagementGatedTomcatCustomizer(ObjectProvider<GatedConnectors> connectors) {
		return new GatedTomcatCustomizer("management", connectors.getObject());
	}

}
