package io.hotupdate.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Objects;

import io.hotupdate.GenerationOwnershipEvent;
import io.hotupdate.HotUpdateController;
import io.hotupdate.UpdateStatus;
import io.hotupdate.actuate.SlotScrapeExtension;
import io.hotupdate.autoconfigure.HotUpdateStart.Running;
import io.hotupdate.handover.Traffic;
import io.hotupdate.metrics.GenerationMetrics;
import io.hotupdate.metrics.InstanceExposition;
import io.hotupdate.metrics.InstanceMetrics;
import io.hotupdate.metrics.RequestHistogram;
import io.hotupdate.metrics.RestartMetrics;
import io.hotupdate.metrics.UpdateDurations;
import io.hotupdate.metrics.UpdateObservations;
import io.hotupdate.metrics.WarmUpObservations;
import io.hotupdate.process.RuntimeDirectory;
import io.hotupdate.supervisor.SupervisorLink;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusScrapeEndpoint;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;

/**
 * Metrics of updates, and one scrape for both generations.
 */
@AutoConfiguration(after = HotUpdateAutoConfiguration.class, afterName = {
		"org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration",
		"org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration" })
@ConditionalOnClass({ MeterRegistry.class, MeterBinder.class })
@ConditionalOnBean(HotUpdateController.class)
@ConditionalOnProperty(name = "hotupdate.metrics.enabled", matchIfMissing = true)
@EnableConfigurationProperties(MetricsProperties.class)
@Import(TomcatMetersConfiguration.class)
public final class HotUpdateMetricsAutoConfiguration {

	/** Set by the warm-up; the constant itself needs Tomcat on the class path. */
	private static final String WARM_UP_ATTRIBUTE = "io.hotupdate.connection.WarmUpConnector.WARM_UP";

	@Bean
	@ConditionalOnMissingBean
	InstanceMetrics hotUpdateInstanceMetrics(UpdateStatus status) {
		return new InstanceMetrics(status);
	}

	@Bean
	@ConditionalOnMissingBean
	UpdateDurations hotUpdateDurations(UpdateStatus status) {
		UpdateDurations durations = new UpdateDurations();
		status.addListener(durations::hear);
		return durations;
	}

	@Bean
	MeterBinder hotUpdateGenerationMetrics(ObjectProvider<HotUpdateStart> starts) {
		Running running = HotUpdateAutoConfiguration.running(starts);
		return (running != null) ? new GenerationMetrics(running.self()) : (registry) -> {
		};
	}

	@Bean
	@ConditionalOnMissingBean
	RestartMetrics hotUpdateRestartMetrics(ObjectProvider<HotUpdateStart> starts) {
		Running running = HotUpdateAutoConfiguration.running(starts);
		SupervisorLink supervisor = (running != null) ? running.supervisor() : null;
		return new RestartMetrics((supervisor != null) ? supervisor::restarts : () -> 0);
	}

	/** After that of Spring Boot, to see what the application's properties ask for. */
	@Bean
	@Order(10)
	@ConditionalOnProperty(name = "hotupdate.metrics.request-histogram", matchIfMissing = true)
	RequestHistogram hotUpdateRequestHistogram() {
		return new RequestHistogram();
	}

	/** Traces, where the application has a tracer. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ObservationRegistry.class)
	@ConditionalOnBean(ObservationRegistry.class)
	static class ObservationConfiguration {

		@Bean
		@ConditionalOnMissingBean
		UpdateObservations hotUpdateObservations(ObservationRegistry registry, UpdateStatus status) {
			UpdateObservations observations = new UpdateObservations(registry);
			status.addListener(observations::hear);
			return observations;
		}

		@Bean
		@ConditionalOnBean(Traffic.class)
		ObservationFilter hotUpdateWarmUpObservations() {
			return new WarmUpObservations(WARM_UP_ATTRIBUTE);
		}

		@Bean
		MeterFilter hotUpdateObservationsMeterFilter() {
			return MeterFilter.denyNameStartsWith(UpdateObservations.PREFIX);
		}

		@Bean
		ApplicationListener<PayloadApplicationEvent<GenerationOwnershipEvent>> hotUpdateObservationsEnd(
				UpdateObservations observations) {
			return (event) -> {
				if (!event.getPayload().owner()) {
					observations.leave();
				}
			};
		}

	}

	/** Only where two generations can live at once. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(PrometheusScrapeEndpoint.class)
	@ConditionalOnAvailableEndpoint(endpoint = PrometheusScrapeEndpoint.class)
	@ConditionalOnBean({ Traffic.class, PrometheusScrapeEndpoint.class })
	static class ScrapeConfiguration {

		@Bean
		InstanceExposition hotUpdateInstanceExposition(ObjectProvider<HotUpdateStart> starts, UpdateStatus status,
				PrometheusScrapeEndpoint endpoint) {
			Running running = running(starts);
			InstanceExposition exposition = new InstanceExposition(running.self().number(),
					SlotScrapeExtension.of(endpoint), status::isLeading, directory(running), Clock.systemUTC());
			status.addObserver(exposition::observe);
			return exposition;
		}

		private static Running running(ObjectProvider<HotUpdateStart> starts) {
			return Objects.requireNonNull(HotUpdateAutoConfiguration.running(starts),
					"A process that cannot be updated has no connections to hand over");
		}

		private static RuntimeDirectory directory(Running running) {
			try {
				return RuntimeDirectory.open(running.store().home(), System.getenv());
			}
			catch (IOException ex) {
				throw new UncheckedIOException("There is no directory in which two generations can meet", ex);
			}
		}

		@Bean
		ExpositionLifecycle hotUpdateExpositionLifecycle(InstanceExposition exposition,
				ObjectProvider<HotUpdateStart> starts) {
			return new ExpositionLifecycle(exposition, running(starts).isSuccessor());
		}

		@Bean
		@ConditionalOnMissingBean
		SlotScrapeExtension hotUpdateSlotScrapeExtension(InstanceExposition exposition) {
			return new SlotScrapeExtension(exposition);
		}

	}

}
