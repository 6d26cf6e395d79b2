package io.hotupdate.handover;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How a handover is done.
 *
 * @param startTimeout how long a successor may take until it is ready, {@code null} for
 * the larger of 120 s and three times the last start
 * @param heartbeatTimeout how long a partner may be silent before it counts as hung
 * @param drainTimeout how long the predecessor may take to finish what it has accepted
 * @param probation how long the predecessor stands by after the switch, zero for not at
 * all
 * @param unreadyGrace how long a successor may be unready in its probation
 * @param warmUpRequests how many requests warm a successor up, 0 for none
 * @param warmUpMaxDuration how long they may take at most
 * @param warmUpPaths paths of the application to warm up with
 * @param limits by what the successor is measured in its probation
 */
public record HandoverSettings(@Nullable Duration startTimeout, Duration heartbeatTimeout, Duration drainTimeout,
		Duration probation, Duration unreadyGrace, int warmUpRequests, Duration warmUpMaxDuration,
		List<String> warmUpPaths, ProbationSettings limits) {

	private static final Duration LEAST_START = Duration.ofMinutes(2);

	Duration startTimeout(Duration lastStart) {
		if (this.startTimeout != null) {
			return this.startTimeout;
		}
		Duration threeTimes = lastStart.multipliedBy(3);
		return (threeTimes.compareTo(LEAST_START) > 0) ? threeTimes : LEAST_START;
	}

}
