package io.hotupdate.incoming;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The files that nobody has written to for a while. Not safe for several threads.
 */
final class SettledFiles {

	private final Duration settle;

	private Map<IncomingFile, Instant> since = new HashMap<>();

	SettledFiles(Duration settle) {
		this.settle = settle;
	}

	/** Of the files that are there now, those that have settled. */
	List<IncomingFile> of(List<IncomingFile> files, Instant now) {
		Map<IncomingFile, Instant> seen = new HashMap<>();
		List<IncomingFile> settled = new ArrayList<>();
		for (IncomingFile file : files) {
			Instant first = this.since.getOrDefault(file, now);
			seen.put(file, first);
			if (!first.plus(this.settle).isAfter(now)) {
				settled.add(file);
			}
		}
		this.since = seen;
		return settled;
	}

}
