package io.hotupdate.cluster;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.hotupdate.Reason;
import io.hotupdate.UpdateException;
import org.jspecify.annotations.Nullable;

/**
 * When turns of a rollout may begin: days and times of day, in a time zone, such as
 * {@code Mon-Fri 22:00-05:00 Europe/Vienna}. A window that ends before it begins goes on
 * into the next day. None at all is always.
 */
final class Windows {

	private static final Pattern WINDOW = Pattern
		.compile("(?:(\\w{3})(?:-(\\w{3}))? )?(\\d{1,2}:\\d{2})-(\\d{1,2}:\\d{2})(?: (\\S+))?");

	private static final List<String> DAYS = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");

	private static final int WEEK = 8;

	private final List<Window> windows;

	private Windows(List<Window> windows) {
		this.windows = windows;
	}

	/**
	 * Read windows.
	 * @param text the windows, with semicolons between them
	 * @return the windows
	 * @throws UpdateException if one of them is none
	 */
	static Windows parse(String text) {
		return new Windows(Arrays.stream(text.split(";", -1))
			.map(String::strip)
			.filter((one) -> !one.isEmpty())
			.map(Windows::window)
			.toList());
	}

	private static Window window(String text) {
		Matcher matcher = WINDOW.matcher(text);
		try {
			if (matcher.matches()) {
				return new Window(days(matcher.group(1), matcher.group(2)), time(matcher.group(3)),
						time(matcher.group(4)),
						(matcher.group(5) != null) ? ZoneId.of(matcher.group(5)) : ZoneId.systemDefault());
			}
		}
		catch (DateTimeException ex) {
			throw none(text, ex);
		}
		throw none(text, null);
	}

	private static UpdateException none(String text, @Nullable Exception cause) {
		return new UpdateException(Reason.BAD_REQUEST,
				"'" + text + "' is no window; perhaps you should write it like Mon-Fri 22:00-05:00 Europe/Vienna",
				cause);
	}

	private static LocalTime time(String text) {
		return LocalTime.parse((text.length() == 4) ? "0" + text : text);
	}

	private static Set<DayOfWeek> days(@Nullable String first, @Nullable String last) {
		if (first == null) {
			return EnumSet.allOf(DayOfWeek.class);
		}
		int from = DAYS.indexOf(first);
		int to = (last != null) ? DAYS.indexOf(last) : from;
		if (from < 0 || to < 0) {
			throw new DateTimeException("No day: " + first + " " + last);
		}
		Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
		for (int day = from;; day = (day + 1) % DAYS.size()) {
			days.add(DayOfWeek.of(day + 1));
			if (day == to) {
				return days;
			}
		}
	}

	/**
	 * When a turn may begin.
	 * @param now now
	 * @return now, or when the next window opens
	 */
	Instant next(Instant now) {
		List<Instant> openings = new ArrayList<>();
		for (Window window : this.windows) {
			Instant opening = window.next(now);
			if (opening.equals(now)) {
				return now;
			}
			openings.add(opening);
		}
		return openings.stream().min(Instant::compareTo).orElse(now);
	}

	private record Window(Set<DayOfWeek> days, LocalTime begin, LocalTime end, ZoneId zone) {

		Instant next(Instant now) {
			ZonedDateTime local = now.atZone(this.zone);
			for (int day = -1; day <= WEEK; day++) {
				ZonedDateTime midnight = local.toLocalDate().plusDays(day).atStartOfDay(this.zone);
				if (!this.days.contains(midnight.getDayOfWeek())) {
					continue;
				}
				Instant opens = midnight.toLocalDate().atTime(this.begin).atZone(this.zone).toInstant();
				Instant closes = midnight.toLocalDate()
					.plusDays(this.end.isAfter(this.begin) ? 0 : 1)
					.atTime(this.end)
					.atZone(this.zone)
					.toInstant();
				if (now.isBefore(closes)) {
					return now.isBefore(opens) ? opens : now;
				}
			}
			return now;
		}

	}

}
