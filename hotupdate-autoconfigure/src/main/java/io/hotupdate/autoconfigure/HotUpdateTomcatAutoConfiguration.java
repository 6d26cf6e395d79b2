package io.hotupdate.autoconfigure;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

import io.hotupdate.Handover.Finding;
import io.hotupdate.autoconfigure.HotUpdateStart.Running;
import io.hotupdate.autoconfigure.SpringLocalApplication.WarmUpServer;
import io.hotupdate.connection.GatedConnectors;
import io.hotupdate.connection.GatedTomcatCustomizer;
import io.hotupdate.connection.ListenerSource;
import io.hotupdate.connection.ReceivedListener;
import io.hotupdate.connection.TomcatSupport;
import io.hotupdate.handover.ListenerHandle;
import io.hotupdate.handover.Predecessor;
import io.hotupdate.handover.TomcatTraffic;
import io.hotupdate.handover.Traffic;
import org.apache.catalina.startup.Tomcat;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Gates on the connectors of an embedded Tomcat.
 */
@AutoConfiguration
@ConditionalOnClass({ Tomcat.class, TomcatWebServer.class })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnProperty(name = "hotupdate.enabled", matchIfMissing = true)
@ConditionalOnBean(HotUpdateStart.class)
public final class HotUpdateTomcatAutoConfiguration {

	@Bean
	GatedConnectors hotUpdateGatedConnectors(ObjectProvider<HotUpdateStart> starts) {
		Running running = HotUpdateAutoConfiguration.running(starts);
		Predecessor predecessor = (running != null) ? running.predecessor() : null;
		return (predecessor == null) ? new GatedConnectors()
				: new GatedConnectors(false, new PassedListeners(predecessor.listeners()));
	}

	@Bean
	GatedTomcatCustomizer hotUpdateGatedTomcatCustomizer(GatedConnectors connectors) {
		return new GatedTomcatCustomizer("server", connectors);
	}

	@Bean
	Traffic hotUpdateTraffic(GatedConnectors connectors) {
		return new TomcatTraffic(connectors);
	}

	@Bean
	TrafficChecks hotUpdateTrafficChecks(GatedConnectors connectors) {
		return () -> {
			List<Finding> findings = new ArrayList<>();
			TomcatSupport support = TomcatSupport.check();
			if (!support.supported()) {
				findings.add(Finding.blocking("TOMCAT_NOT_TESTED", support.reason(),
						"Perhaps you should use the Tomcat that Spring Boot manages"));
			}
			connectors.notCrossing()
				.forEach((connector) -> findings.add(Finding.warning("CONNECTOR_STAYS",
						"The connector " + connector.connector() + " cannot cross a handover: " + connector.reason(),
						"Perhaps you should make it a connector of the HTTP/1.1 protocol of Boot's factory")));
			return findings;
		};
	}

	@Bean
	WarmUpServer hotUpdateWarmUpServer(ServletWebServerApplicationContext context) {
		return new TomcatWarmUpServer(context);
	}

	/** Gives each connector the listener of its name that came from the predecessor. */
	static final class PassedListeners implements ListenerSource {

		private final List<ListenerHandle> left;

		PassedListeners(List<ListenerHandle> listeners) {
			this.left = new ArrayList<>(listeners);
		}

		@Override
		public synchronized ReceivedListener take(String name, InetSocketAddress address) {
			return null;
		}

	}

}
