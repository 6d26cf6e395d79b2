package io.hotupdate.handover;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Traffic to be judged.
 */
final class Traffics {

	static final Duration MINUTE = Duration.ofMinutes(1);

	private Traffics() {
	}

	static TrafficSample of(long requests, long errors) {
		TrafficStatistics statistics = new TrafficStatistics(Duration.ofMinutes(5));
		for (long i = 0; i < requests; i++) {
			statistics.record(i < errors, 1_000_000);
		}
		return statistics.total();
	}

	/** Each latency for a number of requests, in pairs. */
	static TrafficSample latencies(long... countsAndMillis) {
		TrafficStatistics statistics = new TrafficStatistics(Duration.ofMinutes(5));
		for (int i = 0; i < countsAndMillis.length; i += 2) {
			for (long n = 0; n < countsAndMillis[i]; n++) {
				statistics.record(false, countsAndMillis[i + 1] * 1_000_000);
			}
		}
		return statistics.total();
	}

	static Measured measured(TrafficSample sample) {
		return new Measured(sample.requests(), sample.errors(), sample.encodedLatency(), null, Map.of(), "UP", null,
				"UP");
	}

	static Measured health(@Nullable String health, @Nullable Long downMillis, @Nullable String atReady) {
		return new Measured(0, 0, null, null, Map.of(), health, downMillis, atReady);
	}

	static Measured value(String name, double value) {
		return new Measured(0, 0, null, null, Map.of(name, value), null, null, null);
	}

	static Evidence evidence(TrafficSample before, TrafficSample now, Duration sinceSwitch) {
		TrafficWindows windows = new TrafficWindows(MINUTE);
		windows.add(sinceSwitch, now);
		return new Evidence(before, windows, measured(now), sinceSwitch, "UP");
	}

}
