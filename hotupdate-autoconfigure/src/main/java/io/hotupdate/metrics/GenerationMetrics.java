package io.hotupdate.metrics;

import io.hotupdate.handover.Generation;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Which generation this is and which version it runs, for queries to join with.
 */
public final class GenerationMetrics implements MeterBinder {

	private final Generation self;

	/**
	 * Create the metrics.
	 * @param self this generation
	 */
	public GenerationMetrics(Generation self) {
		this.self = self;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("hotupdate.build.info", () -> 1)
			.description("The version and the running number of the generation")
			.tag("version", this.self.version().value())
			.tag("generation", Long.toString(this.self.number()))
			.register(registry);
	}

}
