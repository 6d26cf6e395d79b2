package io.hotupdate.metrics;

import java.time.Duration;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RequestHistogramTests {

	private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	@Test
	void requestsHaveThirteenBuckets() {
		this.registry.config().meterFilter(new RequestHistogram());
		record("http.server.requests");
		// and the one for all
		assertThat(buckets()).isEqualTo(14);
		assertThat(this.registry.scrape()).contains("le=\"0.0025\"", "le=\"10.0\"");
	}

	@Test
	void requestsOfTheWarmUpHaveTheSame() {
		this.registry.config().meterFilter(new RequestHistogram());
		record(WarmUpObservations.NAME);
		assertThat(buckets()).isEqualTo(14);
	}

	@Test
	void otherMetersAreLeftAsTheyAre() {
		this.registry.config().meterFilter(new RequestHistogram());
		record("orders");
		assertThat(buckets()).isZero();
	}

	@Test
	void whatTheApplicationAsksForWins() {
		this.registry.config().meterFilter(new Asking()).meterFilter(new RequestHistogram());
		record("http.server.requests");
		assertThat(buckets()).isEqualTo(2);
	}

	private void record(String name) {
		Timer.builder(name).register(this.registry).record(Duration.ofMillis(3));
	}

	private long buckets() {
		return this.registry.scrape().lines().filter((line) -> line.contains("_bucket{")).count();
	}

	/** As Spring Boot's for management.metrics.distribution.slo. */
	private static final class Asking implements MeterFilter {

		@Override
		public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
			return DistributionStatisticConfig.builder()
				.serviceLevelObjectives(Duration.ofMillis(20).toNanos())
				.build()
				.merge(config);
		}

	}

}
