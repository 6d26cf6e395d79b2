package io.hotupdate.autoconfigure;

import io.hotupdate.HotUpdateController;
import io.hotupdate.autoconfigure.SpringLocalApplication.OverallHealth;
import io.hotupdate.autoconfigure.SpringLocalApplication.ReadinessCheck;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.context.annotation.Bean;

/**
 * A successor is ready when its readiness probe would say so, with all that the user has
 * put into the health group {@code readiness}. Its health as a whole counts in probation.
 */
@AutoConfiguration(after = HotUpdateAutoConfiguration.class,
		afterName = "org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration")
@ConditionalOnClass(HealthEndpoint.class)
@ConditionalOnBean({ HotUpdateController.class, HealthEndpoint.class, HealthEndpointGroups.class })
public final class HotUpdateReadinessAutoConfiguration {

	private static final String GROUP = "readiness";

	@Bean
	ReadinessCheck hotUpdateReadinessCheck(HealthEndpoint health, HealthEndpointGroups groups) {
		return () -> {
			HealthEndpointGroup group = groups.get(GROUP);
			HealthDescriptor readiness = (group != null) ? health.healthForPath(GROUP) : null;
			return group == null || readiness == null
					|| group.getHttpCodeStatusMapper().getStatusCode(readiness.getStatus()) < 400;
		};
	}

	@Bean
	OverallHealth hotUpdateOverallHealth(HealthEndpoint health) {
		return () -> health.health().getStatus().getCode();
	}

}
