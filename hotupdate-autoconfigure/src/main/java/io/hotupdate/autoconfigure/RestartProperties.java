package io.hotupdate.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import io.hotupdate.Backoff;
import io.hotupdate.RestartPreset;
import io.hotupdate.RestartSettings;
import io.hotupdate.supervisor.SupervisionSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * When the supervisor starts a crashed application again.
 *
 * @param preset Name of the figures that are in force where no other is set.
 * @param firstDelay How long to wait before the second restart; the first after the
 * application was ready comes at once. Each further delay is twice the one before, half
 * of it random. The preset's by default.
 * @param maxDelay The longest delay. The preset's by default.
 * @param maxRestarts How many restarts there are within the window; one more crash ends
 * in MAINTENANCE. The preset's by default.
 * @param window The window in which restarts are counted. It has to be longer than all of
 * them take.
 * @param resetAfter After how long of being ready all earlier crashes are forgotten.
 * @param alertAfter Number of restarts in all, forgotten ones too, after which, and after
 * each further such number, an error is logged.
 * @param dependencies What has to be reachable before the application is started again:
 * tcp://host:port, http://... or https://...
 */
@ConfigurationProperties("hotupdate.restart")
public record RestartProperties(@DefaultValue("standard") RestartPreset preset, @Nullable Duration firstDelay,
		@Nullable Duration maxDelay, @Nullable Integer maxRestarts, @DefaultValue("30m") Duration window,
		@DefaultValue("10m") Duration resetAfter, @DefaultValue("10") int alertAfter,
		@DefaultValue List<URI> dependencies) {

	/**
	 * Refuse what cannot work.
	 * @param start how long a start may take
	 * @throws InvalidConfigurationPropertyValueException with what to do
	 */
	void check(Duration start) {
		settings().problem(start).ifPresent((problem) -> {
			throw new InvalidConfigurationPropertyValueException("hotupdate.restart.window", this.window, problem);
		});
		this.dependencies.forEach((dependency) -> SupervisionSettings.problem(dependency).ifPresent((problem) -> {
			throw new InvalidConfigurationPropertyValueException("hotupdate.restart.dependencies", dependency, problem);
		}));
	}

	SupervisionSettings supervision() {
		return new SupervisionSettings(settings(), this.alertAfter, this.dependencies);
	}

	private RestartSettings settings() {
		return settings(this.preset, this.firstDelay, this.maxDelay, this.maxRestarts, this.window, this.resetAfter);
	}

	/** The figures of a preset, other ones where they are set. */
	static RestartSettings settings(RestartPreset preset, @Nullable Duration firstDelay, @Nullable Duration maxDelay,
			@Nullable Integer tries, Duration window, Duration resetAfter) {
		RestartSettings figures = preset.settings();
		Backoff backoff = figures.backoff();
		return new RestartSettings(
				new Backoff((firstDelay != null) ? firstDelay : backoff.first(),
						(maxDelay != null) ? maxDelay : longest(backoff, firstDelay)),
				(tries != null) ? tries : figures.tries(), window, resetAfter);
	}

	/** A first delay above the preset's longest one is meant. */
	private static Duration longest(Backoff backoff, @Nullable Duration firstDelay) {
		return (firstDelay != null && firstDelay.compareTo(backoff.longest()) > 0) ? firstDelay : backoff.longest();
	}

}
