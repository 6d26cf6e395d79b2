package io.hotupdate.cluster;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * A rollout as people and scripts read it: what the keys hold, with times as times.
 */
final class RolloutReport {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {
	};

	private static final Map<String, String> TEXTS = named("id", "version", "sha256", "artifact", "phase", "reason",
			"by", "haltedIn", "pausedIn");

	private static final Map<String, String> NUMBERS = named("total", "done", "failures", "missed");

	private static final Map<String, String> TIMES = named("startedAt", "phaseAt", "progressAt", "endedAt",
			"notBefore");

	private static final Map<String, String> DURATIONS = Map.of("minHealthyTime", "min-healthy-time", "healthyDeadline",
			"healthy-deadline", "progressDeadline", "progress-deadline");

	private static final Map<String, String> OPTIONS = Map.of("maxUnavailable", "max-unavailable", "canary", "canary",
			"promotion", "promotion", "maxFailures", "max-failures", "autoRollback", "auto-rollback", "windows",
			"windows");

	/** What a person may say in a phase; the scripts decide it. */
	private static final Map<String, List<String>> ALLOWED = Map.of("PAUSED", List.of("resume", "abort", "rollback"),
			"HALTED", List.of("retry", "abort", "rollback"), "AWAITING_PROMOTION",
			List.of("promote", "pause", "abort", "rollback"), "SUCCEEDED", List.of("start", "rollback"), "ROLLING_BACK",
			List.of("pause", "abort"), "ROLLED_BACK", List.of("start"), "ABORTED", List.of("start"));

	private RolloutReport() {
	}

	private static Map<String, String> named(String... names) {
		Map<String, String> same = new LinkedHashMap<>();
		Stream.of(names).forEach((name) -> same.put(name, name));
		return same;
	}

	static Map<String, Object> of(Map<String, String> rollout, Map<String, String> turns, Set<String> unavailable) {
		Map<String, Object> report = new LinkedHashMap<>();
		if (rollout.isEmpty()) {
			return report;
		}
		copy(rollout, TEXTS, report, (text) -> text);
		copy(rollout, NUMBERS, report, Long::valueOf);
		copy(rollout, TIMES, report, RolloutReport::time);
		boolean back = rollout.getOrDefault("back", "").equals("true");
		report.put("back", back);
		report.put("allowed",
				ALLOWED.getOrDefault(rollout.getOrDefault("phase", ""), List.of("pause", "abort", "rollback"))
					.stream()
					.filter((verb) -> !back || !verb.equals("rollback"))
					.toList());
		Map<String, Object> options = new TreeMap<>();
		copy(rollout, OPTIONS, options, (text) -> text);
		copy(rollout, DURATIONS, options,
				(micros) -> Duration.of(Long.parseLong(micros), ChronoUnit.MICROS).toMillis() + "ms");
		report.put("options", options);
		Map<String, Object> each = new TreeMap<>();
		turns.forEach((instance, turn) -> each.put(instance, turn(turn)));
		report.put("turns", each);
		report.put("unavailable", unavailable);
		return report;
	}

	static Map<String, Object> fields(String json) {
		return JSON.readValue(json, FIELDS);
	}

	private static Map<String, Object> turn(String json) {
		Map<String, Object> turn = new LinkedHashMap<>(fields(json));
		turn.remove("rollout");
		turn.computeIfPresent("at", (name, micros) -> time(micros.toString()));
		return turn;
	}

	private static void copy(Map<String, String> from, Map<String, String> names, Map<String, Object> to,
			Reading reading) {
		names.forEach((name, shown) -> {
			String text = from.getOrDefault(name, "");
			if (!text.isEmpty()) {
				to.put(shown, reading.read(text));
			}
		});
	}

	private static Object time(String micros) {
		return Instant.EPOCH.plus(Long.parseLong(micros), ChronoUnit.MICROS).toString();
	}

	/** Reads a value. */
	@FunctionalInterface
	private interface Reading {

		Object read(String text);

	}

}
