package io.hotupdate.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When gates were opened and closed, from the log that the generations share. They write
 * it with microseconds of one clock, and each writes its line after the fact.
 *
 * @param opened when the gate of a generation had been opened
 * @param closed how the gate of its predecessor was closed after that
 */
record GateLog(Map<Long, Event> opened, Map<Long, Event> closed) {

	/** What makes the instance write its log so. */
	static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSS}%micros %5p ${PID:-} %logger{0} : %m%n%wEx";

	private static final Pattern OPENED = Pattern.compile("^(\\S+) .*Gate opened; generation (\\d+) accepts");

	private static final Pattern CLOSED = Pattern
		.compile("^(\\S+) .*Gate closed in (\\d+) \\S+; generation (\\d+) accepts");

	static GateLog read(Path file) throws IOException {
		GateLog log = new GateLog(new TreeMap<>(), new TreeMap<>());
		List<String> lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
		for (int i = 0; i < lines.size(); i++) {
			Matcher opened = OPENED.matcher(lines.get(i));
			if (opened.find()) {
				log.opened.put(Long.valueOf(opened.group(2)), new Event(i, LocalDateTime.parse(opened.group(1)), 0));
			}
			Matcher closed = CLOSED.matcher(lines.get(i));
			if (closed.find()) {
				log.closed.put(Long.valueOf(closed.group(3)),
						new Event(i, LocalDateTime.parse(closed.group(1)), Long.parseLong(closed.group(2))));
			}
		}
		return log;
	}

	/**
	 * How long the gates of a generation and of its predecessor were open together: from
	 * the end of the opening to the beginning of the closing. Negative if none was open.
	 */
	long overlapMicros(long generation) {
		Event opened = this.opened.get(generation);
		Event closed = this.closed.get(generation);
		if (opened == null || closed == null) {
			throw new IllegalStateException("No gate was passed to generation " + generation + ": " + this);
		}
		long apart = ChronoUnit.MICROS.between(opened.at, closed.at) - closed.micros;
		return (opened.line < closed.line) ? apart : Math.min(apart, -1);
	}

	/** {@link #overlapMicros} of each update, in their order. */
	List<Long> overlaps() {
		return this.closed.keySet().stream().map(this::overlapMicros).toList();
	}

	/** How long it took to close each gate, the shortest first. */
	List<Long> closings() {
		return this.closed.values().stream().map(Event::micros).sorted().toList();
	}

	/**
	 * A line of the log.
	 *
	 * @param line its number
	 * @param at its time
	 * @param micros how long it took
	 */
	record Event(int line, LocalDateTime at, long micros) {
	}

}
