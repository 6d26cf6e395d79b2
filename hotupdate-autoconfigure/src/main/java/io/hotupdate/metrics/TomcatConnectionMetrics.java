package io.hotupdate.metrics;

import java.util.EnumSet;
import java.util.function.ToDoubleFunction;

import io.hotupdate.connection.DrainTotals;
import io.hotupdate.connection.GatedConnector;
import io.hotupdate.connection.GatedConnectors;
import io.hotupdate.connection.Kind;
import io.hotupdate.connection.LimitCounters;
import io.hotupdate.connection.LimitKind;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Gate, connections, drain and limits of this generation.
 */
public final class TomcatConnectionMetrics implements MeterBinder {

	private final GatedConnectors connectors;

	/**
	 * Create the metrics.
	 * @param connectors the connectors with a gate
	 */
	public TomcatConnectionMetrics(GatedConnectors connectors) {
		this.connectors = connectors;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		gauge(registry, "gate.open", "1 if this generation takes connections off the listener",
				(connectors) -> connectors.isOpen() ? 1 : 0);
		gauge(registry, "connections", "Open connections",
				(connectors) -> connectors.list().stream().mapToLong(GatedConnector::openConnections).sum());
		gauge(registry, "requests.in.flight", "Connections on which a request is being read or answered",
				(connectors) -> connectors.list().stream().mapToLong(GatedConnector::requestsInFlight).sum());
		EnumSet.complementOf(EnumSet.of(Kind.EXEMPT)).forEach((kind) -> bindDrain(registry, kind));
		LimitCounters limits = this.connectors.limitCounters();
		for (LimitKind kind : LimitKind.values()) {
			FunctionCounter
				.builder("hotupdate.limits.hit", this.connectors,
						(connectors) -> (limits != null) ? limits.count(kind) : 0)
				.description("Limits that clients have broken")
				.tag("limit", InstanceMetrics.id(kind))
				.register(registry);
		}
	}

	private void bindDrain(MeterRegistry registry, Kind kind) {
		DrainTotals totals = this.connectors.drain().totals();
		Gauge.builder("hotupdate.drain.connections", totals, (drain) -> drain.remaining(kind))
			.description("Connections that a drain under way waits for")
			.tag("kind", kind.id())
			.register(registry);
		FunctionCounter.builder("hotupdate.drained.connections", totals, (drain) -> drain.drained(kind))
			.description("Connections that ended by themselves in a drain, by what they were when it began")
			.tag("kind", kind.id())
			.register(registry);
		FunctionCounter.builder("hotupdate.cut.connections", totals, (drain) -> drain.cut(kind))
			.description("Connections that the drain timeout cut, by what they were then")
			.tag("kind", kind.id())
			.register(registry);
	}

	private void gauge(MeterRegistry registry, String name, String description,
			ToDoubleFunction<GatedConnectors> value) {
		Gauge.builder("hotupdate." + name, this.connectors, value).description(description).register(registry);
	}

}
