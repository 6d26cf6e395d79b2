package io.hotupdate.handover;

import java.util.LinkedHashMap;
import java.util.Map;

import io.hotupdate.ProbationLimit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The limits that the application brings, by name.
 */
final class OwnLimits {

	private static final Logger logger = LoggerFactory.getLogger(OwnLimits.class);

	private OwnLimits() {
	}

	/** None if they cannot be made: they are no reason to fail an update. */
	static Map<String, ProbationLimit> of(Measures measures) {
		Map<String, ProbationLimit> limits = new LinkedHashMap<>();
		try {
			for (ProbationLimit limit : measures.limits().get()) {
				if (limits.putIfAbsent(limit.name(), limit) != null) {
					logger.warn("Two limits of the probation are named {}; perhaps you should rename {}", limit.name(),
							limit.getClass().getName());
				}
			}
		}
		catch (RuntimeException ex) {
			logger.warn("The application's limits of the probation cannot be had; the update goes on without", ex);
		}
		return limits;
	}

}
