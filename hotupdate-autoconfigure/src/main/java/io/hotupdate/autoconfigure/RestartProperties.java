package io.hotupdate.autoconfigure;

import java.time.Duration;

import io.hotupdate.RestartSettings;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When the supervisor starts a crashed application again.
 *
 * @param firstDelay How long to wait before the second restart; the first after the
 * application was ready comes at once. Each further delay is twice the one before, half
 * of it random.
 * @param maxDelay The longest delay.
 * @param maxRestarts How many restarts there are within the window; one more crash ends
 * in MAINTENANCE.
 * @param window The window in which restarts are counted.
 * @param resetAfter After how long of being ready all earlier crashes are forgotten.
 */
@ConfigurationProperties("hotupdate.restart")
public record RestartProperties(@DefaultValue("5s") Duration firstDelay, @DefaultValue("5m") Duration maxDelay,
		@DefaultValue("5") int maxRestarts, @DefaultValue("30m") Duration window,
		@DefaultValue("10m") Duration resetAfter) {

	RestartSettings settings() {
		return new RestartSettings(this.firstDelay, this.maxDelay, this.maxRestarts, this.window, this.resetAfter);
	}

}
