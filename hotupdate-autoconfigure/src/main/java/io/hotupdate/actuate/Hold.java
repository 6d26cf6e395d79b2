package io.hotupdate.actuate;

import java.time.Duration;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;

/**
 * How long an answer is held at most, and for what.
 *
 * @param time zero for an answer at once, 10 minutes at most
 * @param until what the caller waits for
 */
record Hold(Duration time, Goal until) {

	private static final Duration MAXIMUM = Duration.ofMinutes(10);

	private static final Pattern NO_UNIT = Pattern.compile("[+-]?[0-9]+");

	static Hold of(Call call) {
		return new Hold(time(call.text("wait")), Goal.parse(call.text("until")));
	}

	static Duration time(@Nullable String text) {
		if (text == null) {
			return Duration.ZERO;
		}
		Duration time = parse(text);
		if (time == null || time.isNegative()) {
			throw Call.badRequest("'wait' is not a duration; perhaps you should send one like 30s, 500ms, 2m or PT30S"
					+ " (10 minutes at most)");
		}
		return (time.compareTo(MAXIMUM) > 0) ? MAXIMUM : time;
	}

	private static @Nullable Duration parse(String text) {
		if (NO_UNIT.matcher(text).matches()) {
			return null;
		}
		try {
			return DurationStyle.detectAndParse(text);
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			return null;
		}
	}

}
