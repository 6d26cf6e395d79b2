package io.hotupdate.autoconfigure;

import java.time.Duration;

import io.hotupdate.RestartPreset;
import io.hotupdate.RestartSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When a failed update begins again by itself.
 *
 * @param preset Name of the figures, and with it whether updates are retried at all. By
 * default they are not.
 * @param firstDelay How long to wait before the first retry; each further delay is twice
 * the one before, half of it random. The preset's by default.
 * @param maxDelay The longest delay. The preset's by default.
 * @param maxRetries How many retries there are within the window. The preset's by
 * default.
 * @param window The window in which retries are counted.
 */
@ConfigurationProperties("hotupdate.retry")
public record RetryProperties(@Nullable RestartPreset preset, @Nullable Duration firstDelay,
		@Nullable Duration maxDelay, @Nullable Integer maxRetries, @DefaultValue("30m") Duration window) {

	RestartSettings settings() {
		return RestartProperties.settings((this.preset != null) ? this.preset : RestartPreset.STANDARD, this.firstDelay,
				this.maxDelay, this.maxRetries, this.window, this.window);
	}

}
