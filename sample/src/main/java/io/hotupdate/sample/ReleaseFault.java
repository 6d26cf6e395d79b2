package io.hotupdate.sample;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
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

	/** The release starts well and is bad from some time after its first request on. */
	@Bean
	@ConditionalOnExpression("{'errors', 'down', 'slow'}.contains('${orderdesk.fault:}')")
	LateFault lateFault(@Value("${orderdesk.fault}") String fault,
			@Value("${orderdesk.fault-after:2s}") Duration after) {
		return new LateFault(fault, after);
	}

}
