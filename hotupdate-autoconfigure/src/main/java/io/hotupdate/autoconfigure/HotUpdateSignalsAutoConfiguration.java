package io.hotupdate.autoconfigure;

import io.hotupdate.HotUpdateController;
import io.hotupdate.UpdateStatus;
import io.hotupdate.reload.ConfigurationReloader;
import io.hotupdate.supervisor.SupervisorLink;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Signals: one reloads the configuration, one updates to a release in a directory, which
 * can be watched besides.
 */
@AutoConfiguration(after = HotUpdateAutoConfiguration.class)
@ConditionalOnBean(HotUpdateController.class)
@EnableConfigurationProperties(SignalsProperties.class)
public final class HotUpdateSignalsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ConfigurationReloader hotUpdateConfigurationReload(ConfigurableApplicationContext context) {
		return new ConfigurationReloader(context);
	}

	@Bean
	IncomingUpdates hotUpdateIncomingUpdates(ObjectProvider<HotUpdateStart> starts, HotUpdateProperties properties,
			HotUpdateController controller, UpdateStatus status) {
		return IncomingUpdates.of(HotUpdateAutoConfiguration.running(starts), properties, controller, status);
	}

	@Bean
	SignalLifecycle hotUpdateSignalLifecycle(SignalsProperties signals, ConfigurationReloader reloader,
			IncomingUpdates incoming, ObjectProvider<HotUpdateStart> starts) {
		HotUpdateStart.Running running = HotUpdateAutoConfiguration.running(starts);
		SupervisorLink supervisor = (running != null) ? running.supervisor() : null;
		return new SignalLifecycle(signals, reloader::reloadOnSignal, incoming::updateNow,
				(supervisor != null) ? supervisor::signals : (names) -> {
				});
	}

}
