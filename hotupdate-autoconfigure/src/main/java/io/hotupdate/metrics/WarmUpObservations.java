package io.hotupdate.metrics;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;

import org.springframework.http.server.observation.ServerRequestObservationContext;

/**
 * Requests of a successor's warm-up warm the code that observes too, but nobody has sent
 * them: they are told under a name of their own.
 */
public final class WarmUpObservations implements ObservationFilter {

	/** The name in place of that of other requests. */
	public static final String NAME = "hotupdate.warmup.requests";

	private final String attribute;

	/**
	 * Create a filter.
	 * @param attribute the attribute of requests of the warm-up
	 */
	public WarmUpObservations(String attribute) {
		this.attribute = attribute;
	}

	@Override
	public Observation.Context map(Observation.Context context) {
		if (context instanceof ServerRequestObservationContext request && request.getCarrier() != null
				&& request.getCarrier().getAttribute(this.attribute) != null) {
			context.setName(NAME);
		}
		return context;
	}

}
