package io.hotupdate.handover;

import java.time.Duration;
import java.util.Optional;

/**
 * Tells when the application has been unready for longer than a grace.
 */
final class UnreadyWatch {

	private final LocalApplication application;

	private final Duration grace;

	private long since = -1;

	UnreadyWatch(LocalApplication application, Duration grace) {
		this.application = application;
		this.grace = grace;
	}

	/**
	 * Look again.
	 * @return for how long it has been unready, if that is too long
	 */
	Optional<Duration> tooLong() {
		long now = System.nanoTime();
		if (this.application.isReady()) {
			this.since = -1;
			return Optional.empty();
		}
		if (this.since == -1) {
			this.since = now;
		}
		Duration unready = Duration.ofNanos(now - this.since);
		return (unready.compareTo(this.grace) > 0) ? Optional.of(unready) : Optional.empty();
	}

}
