package io.hotupdate.autoconfigure;

import java.time.Duration;
import java.util.Set;

import io.hotupdate.background.BackgroundSettings;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;

/**
 * The work that one generation does at a time.
 *
 * @param enabled Whether background work belongs to one generation. Without it each
 * generation does it, both of them while they overlap.
 * @param stopTimeout How long the work that runs may take to end before the other
 * generation does the work.
 * @param include Names of further beans with a lifecycle that only the owner runs.
 * @param exclude Names of beans that every generation runs: schedulers, listener
 * containers, service registries.
 */
@ConfigurationProperties("hotupdate.background")
public record BackgroundProperties(@DefaultValue("true") boolean enabled, @DefaultValue("5s") Duration stopTimeout,
		@DefaultValue Set<String> include, @DefaultValue Set<String> exclude) {

	/**
	 * Checks the values.
	 */
	public BackgroundProperties {
		if (stopTimeout.isNegative() || stopTimeout.compareTo(Duration.ofHours(1)) > 0) {
			throw new IllegalArgumentException("hotupdate.background.stop-timeout must be from 0 to 1 hour and is "
					+ stopTimeout + "; perhaps you should leave it at 5s");
		}
	}

	/** For beans that exist before those of other properties do. */
	static BackgroundProperties of(Environment environment) {
		return Binder.get(environment).bindOrCreate("hotupdate.background", BackgroundProperties.class);
	}

	BackgroundSettings settings() {
		return new BackgroundSettings(this.stopTimeout, this.include, this.exclude);
	}

}
