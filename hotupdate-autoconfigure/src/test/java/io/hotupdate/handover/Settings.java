package io.hotupdate.handover;

import java.time.Duration;
import java.util.List;

import io.hotupdate.handover.ProbationSettings.Action;

/**
 * Settings as they are by default.
 */
final class Settings {

	private Settings() {
	}

	static ProbationSettings limits(ProbationSettings.ErrorRatio errorRatio) {
		return new ProbationSettings(Duration.ofSeconds(10), errorRatio, latency(Action.REPORT), true);
	}

	static ProbationSettings.Latency latency(Action action) {
		return new ProbationSettings.Latency(true, action, 2.0, Duration.ofMillis(10), Duration.ofSeconds(30),
				Duration.ofSeconds(30), Duration.ofSeconds(10), 500);
	}

	static HandoverSettings handover(Duration probation, ProbationSettings limits) {
		return new HandoverSettings(null, Duration.ofSeconds(10), Duration.ofMinutes(10), probation,
				Duration.ofSeconds(5), 0, Duration.ZERO, List.of(), limits);
	}

}
