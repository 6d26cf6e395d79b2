package io.hotupdate.handover;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.hotupdate.ProbationLimit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The limits that the application brings, by name.
 */
final class OwnLimits {

	private static final Logger logger = LoggerFactory.getLogger(OwnLimits.class);

	private static final Set<String> TAKEN = Set.of(ErrorRatioLimit.NAME, LatencyLimit.NAME, HealthLimit.NAME);

	private OwnLimits() {
	}

	/** None if they cannot be made: they are no reason to fail an update. */
	static Map<String, ProbationLimit> of(Measures measures) {
		Map<String, ProbationLimit> limits = new LinkedHashMap<>();
		try {
			for (ProbationLimit limit : measures.limits().get()) {
				String name = limit.name();
				if (TAKEN.contains(name) || limits.putIfAbsent(name, limit) != null) {
					logger.warn("There is another limit of the probation named {}; perhaps you should rename {}", name,
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
