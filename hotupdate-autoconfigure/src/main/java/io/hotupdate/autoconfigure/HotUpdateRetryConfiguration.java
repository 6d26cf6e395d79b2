package io.hotupdate.autoconfigure;

import java.time.Clock;
import java.time.Duration;

import io.hotupdate.HotUpdateController;
import io.hotupdate.RestartPolicy;
import io.hotupdate.RestartSettings;
import io.hotupdate.UpdateRetries;
import io.hotupdate.UpdateStatus;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Failed updates that begin again by themselves.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RetryProperties.class)
@ConditionalOnProperty("hotupdate.retry.preset")
class HotUpdateRetryConfiguration {

	@Bean
	UpdateRetries hotUpdateRetries(HotUpdateController controller, UpdateStatus status, RetryProperties properties,
			HotUpdateProperties update) {
		RestartSettings settings = properties.settings();
		Duration start = update.handover().startTimeout();
		settings.problem((start != null) ? start : HotUpdateEnvironmentPostProcessor.START).ifPresent((problem) -> {
			throw new InvalidConfigurationPropertyValueException("hotupdate.retry.window", properties.window(),
					problem);
		});
		Clock clock = Clock.systemUTC();
		return new UpdateRetries(controller, status, new RestartPolicy(settings, clock, Math::random), clock);
	}

}
