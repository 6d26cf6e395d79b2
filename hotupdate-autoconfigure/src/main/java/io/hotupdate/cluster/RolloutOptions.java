package io.hotupdate.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import io.hotupdate.Reason;
import io.hotupdate.UpdateException;

/**
 * How a rollout goes through its group.
 *
 * @param maxUnavailable how many instances may be unavailable at once, a number or a
 * percentage
 * @param canary how many instances go first, 0 for none
 * @param manualPromotion whether a person says that the others follow
 * @param minHealthyTime how long an instance has to be well before the next one's turn
 * @param healthyDeadline how long one instance may take
 * @param progressDeadline how long nothing may happen before the rollout halts
 * @param maxFailures how many instances may fail before it halts
 * @param autoRollback whether what was changed goes back when it halts
 * @param windows when turns may begin, empty for always
 */
public record RolloutOptions(String maxUnavailable, int canary, boolean manualPromotion, Duration minHealthyTime,
		Duration healthyDeadline, Duration progressDeadline, int maxFailures, boolean autoRollback, String windows) {

	private static final Pattern UNAVAILABLE = Pattern.compile("[1-9]\\d{0,5}|(100|[1-9]\\d?)%");

	private static final Set<String> NAMES = Set.of("max-unavailable", "canary", "promotion", "min-healthy-time",
			"healthy-deadline", "progress-deadline", "max-failures", "auto-rollback", "windows");

	/**
	 * Create options.
	 * @throws UpdateException if one of them is none
	 */
	public RolloutOptions {
		if (!UNAVAILABLE.matcher(maxUnavailable).matches()) {
			throw bad("max-unavailable", maxUnavailable, "a number above 0, or a percentage like 25%");
		}
		if (canary < 0 || maxFailures < 0) {
			throw bad("canary or max-failures", String.valueOf(Math.min(canary, maxFailures)), "0 or more");
		}
		if (minHealthyTime.isNegative() || !isPositive(healthyDeadline) || !isPositive(progressDeadline)) {
			throw bad("min-healthy-time, healthy-deadline or progress-deadline",
					minHealthyTime + ", " + healthyDeadline + ", " + progressDeadline, "deadlines above 0");
		}
		Windows.parse(windows);
	}

	/**
	 * The same with other figures.
	 * @param changes the figures, by the names of their properties
	 * @return the options
	 * @throws UpdateException if a name or a figure is none
	 */
	RolloutOptions with(Map<String, String> changes) {
		changes.keySet().stream().filter((name) -> !NAMES.contains(name)).findFirst().ifPresent((name) -> {
			throw new UpdateException(Reason.BAD_REQUEST,
					"There is no option '" + name + "'; perhaps you meant one of " + new TreeSet<>(NAMES));
		});
		String promotion = changes.getOrDefault("promotion", this.manualPromotion ? "manual" : "auto");
		if (!Set.of("manual", "auto").contains(promotion)) {
			throw bad("promotion", promotion, "auto or manual");
		}
		return new RolloutOptions(changes.getOrDefault("max-unavailable", this.maxUnavailable),
				number(changes, "canary", this.canary), promotion.equals("manual"),
				duration(changes, "min-healthy-time", this.minHealthyTime),
				duration(changes, "healthy-deadline", this.healthyDeadline),
				duration(changes, "progress-deadline", this.progressDeadline),
				number(changes, "max-failures", this.maxFailures), flag(changes, "auto-rollback", this.autoRollback),
				changes.getOrDefault("windows", this.windows));
	}

	/** When the first turn may begin. */
	Instant opens(Instant now) {
		return Windows.parse(this.windows).next(now);
	}

	/** As the scripts know them. */
	Map<String, String> fields() {
		Map<String, String> fields = new LinkedHashMap<>();
		fields.put("maxUnavailable", this.maxUnavailable);
		fields.put("canary", String.valueOf(this.canary));
		fields.put("promotion", this.manualPromotion ? "manual" : "auto");
		fields.put("minHealthyTime", micros(this.minHealthyTime));
		fields.put("healthyDeadline", micros(this.healthyDeadline));
		fields.put("progressDeadline", micros(this.progressDeadline));
		fields.put("maxFailures", String.valueOf(this.maxFailures));
		fields.put("autoRollback", String.valueOf(this.autoRollback));
		fields.put("windows", this.windows);
		return fields;
	}

	private static String micros(Duration duration) {
		return String.valueOf(duration.toNanos() / 1000);
	}

	private static boolean isPositive(Duration duration) {
		return duration.compareTo(Duration.ZERO) > 0;
	}

	private static int number(Map<String, String> changes, String name, int other) {
		String text = changes.get(name);
		if (text == null) {
			return other;
		}
		if (!text.matches("\\d{1,6}")) {
			throw bad(name, text, "a number");
		}
		return Integer.parseInt(text);
	}

	private static boolean flag(Map<String, String> changes, String name, boolean other) {
		String text = changes.get(name);
		if (text == null) {
			return other;
		}
		if (!Set.of("true", "false").contains(text)) {
			throw bad(name, text, "true or false");
		}
		return Boolean.parseBoolean(text);
	}

	private static Duration duration(Map<String, String> changes, String name, Duration other) {
		String text = changes.get(name);
		if (text == null) {
			return other;
		}
		if (!text.matches("\\d{1,9}(ms|s|m|h)")) {
			throw bad(name, text, "a number with ms, s, m or h, like 30s");
		}
		return Duration
			.parse(text.endsWith("ms") ? "PT" + Long.parseLong(text.replace("ms", "")) / 1000.0 + "S" : "PT" + text);
	}

	private static UpdateException bad(String name, String value, String instead) {
		return new UpdateException(Reason.BAD_REQUEST,
				"'" + value + "' is no " + name + "; perhaps you should send " + instead);
	}

}
