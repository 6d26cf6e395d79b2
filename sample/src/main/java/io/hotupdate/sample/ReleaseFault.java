package io.hotupdate.sample;

import java.util.concurrent.CountDownLatch;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What a broken release does. {@code orderdesk.fault} in its release.properties says
 * which.
 */
@Configuration(proxyBeanMethods = false)
class ReleaseFault {

	@Bean
	@ConditionalOnProperty(name = "orderdesk.fault", havingValue = "exit")
	Runnable exit() {
		System.exit(3);
		return () -> {
		};
	}

	@Bean
	@ConditionalOnProperty(name = "orderdesk.fault", havingValue = "hang")
	Runnable hang() throws InterruptedException {
		new CountDownLatch(1).await();
		return () -> {
		};
	}

	/** The release puts this indicator into its readiness group. */
	@Bean
	@ConditionalOnProperty(name = "orderdesk.fault", havingValue = "never-ready")
	HealthIndicator warehouseHealthIndicator() {
		return () -> Health.outOfService().withDetail("reason", "the warehouse does not answer").build();
	}

}
