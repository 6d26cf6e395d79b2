package io.hotupdate.actuate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.hotupdate.Reason;
import io.hotupdate.UpdateException;

import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.context.ApplicationEventPublisher;

/**
 * The trail that every attempt at a verb leaves: one line of the logger
 * {@code io.hotupdate.audit} (INFO if allowed, WARN if refused) and an
 * {@link AuditApplicationEvent}. What a caller wrote cannot forge a line. Of calls that
 * were not authorized 20 a minute leave a line; the next line counts the others.
 */
public final class AuditTrail {

	private static final Logger logger = LoggerFactory.getLogger("io.hotupdate.audit");

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private static final int UNAUTHORIZED_A_MINUTE = 20;

	private final @Nullable ApplicationEventPublisher publisher;

	private final Clock clock;

	private Instant minute = Instant.MIN;

	private int shown;

	private long notShown;

	/**
	 * Create a trail.
	 * @param publisher where audit events go, {@code null} for nowhere
	 */
	public AuditTrail(@Nullable ApplicationEventPublisher publisher) {
		this(publisher, Clock.systemUTC());
	}

	AuditTrail(@Nullable ApplicationEventPublisher publisher, Clock clock) {
		this.publisher = publisher;
		this.clock = clock;
	}

	void allowed(String who, Call call, String what, @Nullable String updateId) {
		Map<String, String> entry = entry(who, call, what);
		entry.put("decision", "allowed");
		if (updateId != null) {
			entry.put("update", updateId);
		}
		logger.info(line(entry));
		publish(who, "HOTUPDATE_ALLOWED", entry);
	}

	void refused(String who, Call call, String what, UpdateException refusal) {
		if (refusal.reason() == Reason.NOT_AUTHORIZED && !mayShow()) {
			return;
		}
		Map<String, String> entry = entry(who, call, what);
		entry.put("decision", "refused");
		entry.put("reason", refusal.reason().name());
		long more = takeNotShown();
		if (more > 0) {
			entry.put("not-shown", String.valueOf(more));
		}
		logger.warn(line(entry));
		publish(who, "HOTUPDATE_REFUSED", entry);
	}

	private static Map<String, String> entry(String who, Call call, String what) {
		Map<String, String> entry = new LinkedHashMap<>();
		entry.put("who", who);
		entry.put("from", call.remoteAddress());
		entry.put("forwarded-for", String.join(", ", call.headers("X-Forwarded-For")));
		entry.put("what", what);
		entry.put("version", call.claimed("version"));
		entry.put("artifact", AuditText.masked(call.claimed("artifact")));
		entry.values().removeIf(String::isEmpty);
		entry.replaceAll((name, value) -> AuditText.printable(value));
		return entry;
	}

	private static String line(Map<String, String> entry) {
		StringJoiner line = new StringJoiner(" ");
		entry.forEach((name, value) -> line.add(name + "=" + AuditText.quoted(value)));
		return line.toString();
	}

	private void publish(String who, String type, Map<String, String> entry) {
		if (this.publisher == null) {
			return;
		}
		try {
			this.publisher
				.publishEvent(new AuditApplicationEvent(AuditText.printable(who), type, new LinkedHashMap<>(entry)));
		}
		catch (RuntimeException ex) {
			// A listener of the application must not turn a begun update into an error
			logger.warn("The audit event could not be published; the line above stands", ex);
		}
	}

	private synchronized boolean mayShow() {
		Instant now = this.clock.instant();
		if (this.minute.plus(MINUTE).isBefore(now)) {
			this.minute = now;
			this.shown = 0;
		}
		if (this.shown < UNAUTHORIZED_A_MINUTE) {
			this.shown++;
			return true;
		}
		this.notShown++;
		return false;
	}

	private synchronized long takeNotShown() {
		long more = this.notShown;
		this.notShown = 0;
		return more;
	}

}
