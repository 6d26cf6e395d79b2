package io.hotupdate.metrics;

import java.util.function.LongSupplier;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * How often the supervisor has started the instance again. While no generation lives the
 * supervisor itself tells it, and whether the instance is in MAINTENANCE.
 */
public final class RestartMetrics implements MeterBinder {

	private final LongSupplier restarts;

	/**
	 * Create the metrics.
	 * @param restarts how often; 0 without a supervisor
	 */
	public RestartMetrics(LongSupplier restarts) {
		this.restarts = restarts;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		FunctionCounter.builder("hotupdate.restarts", this.restarts, LongSupplier::getAsLong)
			.description("Starts after a crash")
			.register(registry);
		Gauge.builder("hotupdate.maintenance", () -> 0)
			.description("1 if nothing is started again by itself")
			.register(registry);
	}

}
