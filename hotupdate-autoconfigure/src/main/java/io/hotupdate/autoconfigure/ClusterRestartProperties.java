package io.hotupdate.autoconfigure;

import java.time.Duration;
import java.util.regex.Pattern;

import io.hotupdate.supervisor.PermitSettings;
import io.hotupdate.supervisor.RedisAddress;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * How many crashed instances of the group their supervisors start again. Each figure is a
 * number or a percentage of the group.
 *
 * @param maxAtOnce How many may start at once, at least 1.
 * @param burst How many may start in quick succession, a percentage at least 5.
 * @param perMinute How many may start in a minute from then on, a percentage at least 5.
 * @param healthyDeadline How long a start counts as one, if nothing is heard of it.
 */
@ConfigurationProperties("hotupdate.cluster.restart")
public record ClusterRestartProperties(@DefaultValue("5%") String maxAtOnce, @DefaultValue("100%") String burst,
		@DefaultValue("20%") String perMinute, @DefaultValue("5m") Duration healthyDeadline) {

	private static final Pattern SHARE = Pattern.compile("[1-9]\\d{0,5}|([1-9]\\d?|100)%");

	private static final String PREFIX = "hotupdate.cluster.restart.";

	/**
	 * What the supervisor has to know.
	 * @throws InvalidConfigurationPropertyValueException with what to do
	 */
	PermitSettings permits(RedisAddress redis, String group, String instance) {
		check("max-at-once", this.maxAtOnce);
		check("burst", this.burst);
		check("per-minute", this.perMinute);
		if (this.healthyDeadline.toMillis() < 1) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + "healthy-deadline", this.healthyDeadline,
					"No start takes so little; perhaps you should leave it at 5m");
		}
		return new PermitSettings(redis, group, instance, this.maxAtOnce, this.burst, this.perMinute,
				this.healthyDeadline);
	}

	private static void check(String name, String share) {
		if (!SHARE.matcher(share).matches()) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + name, share,
					"It is no number from 1 on and no percentage; perhaps you should write 2 or 5%");
		}
	}

}
