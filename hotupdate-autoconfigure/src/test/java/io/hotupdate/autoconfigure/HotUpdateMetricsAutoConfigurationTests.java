package io.hotupdate.autoconfigure;

import io.hotupdate.actuate.SlotScrapeExtension;
import io.hotupdate.handover.Traffic;
import io.hotupdate.metrics.InstanceExposition;
import io.hotupdate.metrics.InstanceMetrics;
import io.hotupdate.metrics.RequestHistogram;
import io.hotupdate.metrics.TomcatConnectionMetrics;
import io.hotupdate.metrics.UpdateObservations;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class HotUpdateMetricsAutoConfigurationTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(HotUpdateAutoConfiguration.class, HotUpdateTomcatAutoConfiguration.class,
						HotUpdateMetricsAutoConfiguration.class, MetricsAutoConfiguration.class))
		.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
		.withBean(ObservationRegistry.class, ObservationRegistry::create);

	@Test
	void updatesAreMeasuredAndObserved() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed()
				.hasSingleBean(InstanceMetrics.class)
				.hasSingleBean(UpdateObservations.class)
				.hasSingleBean(RequestHistogram.class);
			assertThat(context.getBean(MeterRegistry.class).get("hotupdate.state").tag("state", "idle").gauge().value())
				.isEqualTo(1);
		});
	}

	/** Its registry comes from an auto-configuration, which must have been looked at. */
	@Test
	void updatesAreObservedWithTheRegistryOfSpringBoot() {
		new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(HotUpdateAutoConfiguration.class,
					HotUpdateMetricsAutoConfiguration.class, ObservationAutoConfiguration.class))
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(UpdateObservations.class));
	}

	@Test
	void aProcessThatCannotBeUpdatedIsScrapedAsSpringBootDoes() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=*")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(InstanceExposition.class)
				.doesNotHaveBean(SlotScrapeExtension.class)
				.doesNotHaveBean(TomcatConnectionMetrics.class)
				.doesNotHaveBean(ObservationFilter.class));
	}

	@Test
	void bucketsCanBeLeftOut() {
		this.runner.withPropertyValues("hotupdate.metrics.request-histogram=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RequestHistogram.class));
	}

	@Test
	void applicationStartsWithoutMicrometer() {
		new WebApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(HotUpdateAutoConfiguration.class, HotUpdateMetricsAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("io.micrometer", "org.springframework.boot.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(HotUpdateMetricsAutoConfiguration.class));
	}

	@Test
	void applicationStartsWithoutPrometheus() {
		this.runner.withClassLoader(new FilteredClassLoader("io.micrometer.prometheusmetrics", "io.prometheus"))
			.withBean(Traffic.class, () -> mock(Traffic.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(InstanceMetrics.class)
				.doesNotHaveBean(InstanceExposition.class));
	}

	@Test
	void applicationStartsWithoutTomcat() {
		this.runner
			.withClassLoader(new FilteredClassLoader("org.apache.catalina", "org.apache.coyote", "org.apache.tomcat",
					"org.springframework.boot.tomcat"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(InstanceMetrics.class)
				.doesNotHaveBean(TomcatConnectionMetrics.class));
	}

	@Test
	void applicationStartsWithoutObservations() {
		new WebApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(HotUpdateAutoConfiguration.class, HotUpdateMetricsAutoConfiguration.class))
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(UpdateObservations.class));
	}

}
