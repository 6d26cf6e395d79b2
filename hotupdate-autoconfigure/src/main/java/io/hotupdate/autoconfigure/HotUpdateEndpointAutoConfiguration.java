package io.hotupdate.autoconfigure;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import io.hotupdate.ConfigurationReload;
import io.hotupdate.HotUpdateController;
import io.hotupdate.Release;
import io.hotupdate.Rollouts;
import io.hotupdate.actuate.AuditTrail;
import io.hotupdate.actuate.CallAdvisor;
import io.hotupdate.actuate.HotUpdateEndpoint;
import io.hotupdate.actuate.HotUpdateEndpointWebExtension;
import io.hotupdate.actuate.HotUpdateHealthIndicator;
import io.hotupdate.actuate.HotUpdateInfoContributor;
import io.hotupdate.actuate.ReleaseView;
import io.hotupdate.actuate.VerbAuthorization;
import io.hotupdate.actuate.WaitingRequests;
import io.hotupdate.autoconfigure.HotUpdateStart.Running;
import io.hotupdate.release.Store;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The actuator endpoint {@code hotupdate}.
 */
@AutoConfiguration(after = HotUpdateAutoConfiguration.class)
@ConditionalOnClass(Endpoint.class)
@ConditionalOnBean(HotUpdateController.class)
public final class HotUpdateEndpointAutoConfiguration {

	/** Read by the drain; the constant itself needs Tomcat on the class path. */
	private static final String EXEMPT_ATTRIBUTE = "io.hotupdate.connection.Drain.EXEMPT";

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint
	HotUpdateEndpoint hotUpdateEndpoint(HotUpdateController controller, ObjectProvider<HotUpdateStart> starts) {
		return new HotUpdateEndpoint(controller, releases(HotUpdateAutoConfiguration.running(starts)));
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(HotUpdateEndpoint.class)
	CallAdvisor hotUpdateCallAdvisor() {
		return new CallAdvisor();
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(HotUpdateEndpoint.class)
	HotUpdateEndpointWebExtension hotUpdateEndpointWebExtension(HotUpdateEndpoint endpoint,
			HotUpdateController controller, HotUpdateProperties properties, ObjectProvider<HotUpdateStart> starts,
			ObjectProvider<ConfigurationReload> reload, ObjectProvider<Rollouts> rollouts,
			ApplicationEventPublisher publisher) {
		return new HotUpdateEndpointWebExtension(endpoint, controller,
				new VerbAuthorization(token(HotUpdateAutoConfiguration.running(starts)),
						Set.copyOf(properties.security().roles())),
				new AuditTrail(publisher), new WaitingRequests(EXEMPT_ATTRIBUTE), () -> reload.getObject().reload(),
				rollouts::getIfAvailable);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnEnabledInfoContributor("hotupdate")
	HotUpdateInfoContributor hotUpdateInfoContributor(HotUpdateController controller,
			ObjectProvider<HotUpdateStart> starts) {
		Running running = HotUpdateAutoConfiguration.running(starts);
		return new HotUpdateInfoContributor(controller,
				(running != null) ? new RunningDigest(running) : Optional::empty);
	}

	/** Health is optional in an application with an actuator. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ConditionalOnEnabledHealthIndicator.class)
	static class HealthConfiguration {

		@Bean
		@ConditionalOnMissingBean(name = "hotUpdateHealthIndicator")
		@ConditionalOnEnabledHealthIndicator("hotupdate")
		HotUpdateHealthIndicator hotUpdateHealthIndicator(HotUpdateController controller,
				ObjectProvider<Rollouts> rollouts) {
			return new HotUpdateHealthIndicator(controller, rollouts::getIfAvailable);
		}

	}

	private static Supplier<@Nullable String> token(@Nullable Running running) {
		return () -> (running != null) ? running.store().token() : null;
	}

	private static Supplier<List<ReleaseView>> releases(@Nullable Running running) {
		if (running == null) {
			return List::of;
		}
		Store store = running.store();
		return () -> store.releases()
			.stream()
			.map((release) -> new ReleaseView(release.version().value(), release.sha256(), release.size(),
					is(store.current(), release), is(store.previous(), release), is(store.pending(), release)))
			.toList();
	}

	private static boolean is(Optional<Release> one, Release other) {
		return one.map((release) -> release.version().equals(other.version())).orElse(false);
	}

}
