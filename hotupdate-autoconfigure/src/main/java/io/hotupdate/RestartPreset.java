package io.hotupdate;

import java.time.Duration;

/**
 * Figures of a {@link RestartPolicy} under one name.
 */
public enum RestartPreset {

	/** For an application that is to come back by itself: 5 tries, 5 s to 5 min apart. */
	STANDARD(5, Duration.ofSeconds(5), Duration.ofMinutes(5)),
	/** For one of many that others replace: 3 tries, 1 to 4 s apart. */
	SERVICE(3, Duration.ofSeconds(1), Duration.ofSeconds(4)),
	/** For one that others wait for: 5 tries, 2 to 32 s apart. */
	CRITICAL(5, Duration.ofSeconds(2), Duration.ofSeconds(32)),
	/** For one that can be missed: a single try. */
	TOLERANT(1, Duration.ofSeconds(1), Duration.ofSeconds(1));

	private static final Duration WINDOW = Duration.ofMinutes(30);

	private static final Duration RESET_AFTER = Duration.ofMinutes(10);

	private final int tries;

	private final Backoff backoff;

	RestartPreset(int tries, Duration first, Duration longest) {
		this.tries = tries;
		this.backoff = new Backoff(first, longest);
	}

	/**
	 * The figures.
	 * @return the figures, in a window of 30 minutes, forgotten after 10
	 */
	public RestartSettings settings() {
		return new RestartSettings(this.backoff, this.tries, WINDOW, RESET_AFTER);
	}

}
