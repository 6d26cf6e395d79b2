package io.hotupdate;

import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * The figures of a {@link RestartPolicy}.
 *
 * @param firstDelay the first delay
 * @param maxDelay the longest one; each is twice the one before
 * @param maxRestarts how many tries there are within the window
 * @param window the sliding window
 * @param resetAfter after how long without a failure all is forgotten
 */
public record RestartSettings(Duration firstDelay, Duration maxDelay, int maxRestarts, Duration window,
		Duration resetAfter) {

	private static final String PREFIX = "hotupdate.restart.";

	/** 5 in 30 minutes, 5 s to 5 min apart, all forgotten after 10 min. */
	public static final RestartSettings DEFAULTS = new RestartSettings(Duration.ofSeconds(5), Duration.ofMinutes(5), 5,
			Duration.ofMinutes(30), Duration.ofMinutes(10));

	/** Which delay follows after a number of earlier ones. */
	Duration delay(int earlier) {
		Duration delay = this.firstDelay.multipliedBy(1L << Math.min(earlier, 20));
		return (delay.compareTo(this.maxDelay) > 0) ? this.maxDelay : delay;
	}

	/**
	 * The figures as system properties, for another Java.
	 * @return names and values
	 */
	public Map<String, String> toProperties() {
		return Map.of(PREFIX + "first-delay", this.firstDelay.toString(), PREFIX + "max-delay",
				this.maxDelay.toString(), PREFIX + "max-restarts", String.valueOf(this.maxRestarts), PREFIX + "window",
				this.window.toString(), PREFIX + "reset-after", this.resetAfter.toString());
	}

	/**
	 * The figures in properties made by {@link #toProperties()}.
	 * @param properties finds a value
	 * @return the figures, those of {@link #DEFAULTS} where one is missing
	 */
	public static RestartSettings of(Function<String, @Nullable String> properties) {
		String tries = properties.apply(PREFIX + "max-restarts");
		return new RestartSettings(duration(properties, "first-delay", DEFAULTS.firstDelay()),
				duration(properties, "max-delay", DEFAULTS.maxDelay()),
				(tries != null) ? Integer.parseInt(tries) : DEFAULTS.maxRestarts(),
				duration(properties, "window", DEFAULTS.window()),
				duration(properties, "reset-after", DEFAULTS.resetAfter()));
	}

	private static Duration duration(Function<String, @Nullable String> properties, String name, Duration other) {
		String value = properties.apply(PREFIX + name);
		return (value != null) ? Duration.parse(value) : other;
	}

}
