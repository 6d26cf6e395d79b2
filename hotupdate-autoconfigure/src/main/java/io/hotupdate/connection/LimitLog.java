package io.hotupdate.connection;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.StringJoiner;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what clients have done, in one line for many. Idle connections are closed all the
 * time and are nothing to look at.
 */
final class LimitLog {

	private static final Logger logger = LoggerFactory.getLogger(LimitLog.class);

	private static final long INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

	private final LimitCounters counters;

	private final Map<LimitKind, Long> logged = new EnumMap<>(LimitKind.class);

	private boolean first = true;

	private long last;

	LimitLog(LimitCounters counters) {
		this.counters = counters;
	}

	void log(long now) {
		if (this.first || now - this.last >= INTERVAL_NANOS) {
			String news = news();
			if (!news.isEmpty()) {
				this.first = false;
				this.last = now;
				logger.warn("Clients broke limits: {}; perhaps you should look at hotupdate.limits if they are yours",
						news);
			}
		}
	}

	private String news() {
		StringJoiner news = new StringJoiner(", ");
		for (LimitKind kind : LimitKind.values()) {
			long count = this.counters.count(kind);
			Long before = this.logged.put(kind, count);
			long more = (before != null) ? count - before : count;
			if (more > 0 && kind != LimitKind.IDLE) {
				news.add(kind.id() + " " + more);
			}
		}
		return news.toString();
	}

}
