package io.hotupdate.autoconfigure;

import io.hotupdate.Handover;
import io.hotupdate.HotUpdateController;
import io.hotupdate.UpdateStatus;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The offer to processes that are started by others.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(StartSettings.TAKEOVER)
class HotUpdateTakeoverConfiguration {

	@Bean
	TakeoverOffers hotUpdateTakeoverOffers(ObjectProvider<HotUpdateStart> starts, HotUpdateProperties properties,
			UpdateStatus status, Handover handover, HotUpdateController controller) {
		return new TakeoverOffers(properties.handover().takeover(), HotUpdateAutoConfiguration.running(starts), status,
				handover, controller);
	}

}
