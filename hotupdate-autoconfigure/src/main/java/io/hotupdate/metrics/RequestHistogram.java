package io.hotupdate.metrics;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import org.jspecify.annotations.Nullable;

/**
 * The buckets of {@code http.server.requests} that percentiles over several instances and
 * generations need. What the application itself asks for wins.
 */
public final class RequestHistogram implements MeterFilter {

	private static final Set<String> NAMES = Set.of("http.server.requests", WarmUpObservations.NAME);

	private static final DistributionStatisticConfig BUCKETS = DistributionStatisticConfig.builder()
		.serviceLevelObjectives(nanos("PT0.001S", "PT0.0025S", "PT0.005S", "PT0.01S", "PT0.025S", "PT0.05S", "PT0.1S",
				"PT0.25S", "PT0.5S", "PT1S", "PT2.5S", "PT5S", "PT10S"))
		.build();

	private static double[] nanos(String... durations) {
		return Stream.of(durations).mapToDouble((text) -> Duration.parse(text).toNanos()).toArray();
	}

	@Override
	public @Nullable DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
		return NAMES.contains(id.getName()) && !isAskedFor(config) ? config.merge(BUCKETS) : config;
	}

	/** Whether somebody has settled how it is to be told. */
	private static boolean isAskedFor(DistributionStatisticConfig config) {
		return config.getServiceLevelObjectiveBoundaries() != null || config.isPercentileHistogram() != null
				|| config.getPercentiles() != null;
	}

}
