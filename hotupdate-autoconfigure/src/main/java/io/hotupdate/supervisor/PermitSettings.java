package io.hotupdate.supervisor;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import io.hotupdate.supervisor.RedisAddress.Mode;
import org.jspecify.annotations.Nullable;

/**
 * How a supervisor asks the group of its instance for the permit to start it again.
 *
 * @param redis where the group is kept
 * @param group the group's name
 * @param instance the instance's name in the group
 * @param maxAtOnce how many instances may start again at once, a number or a percentage
 * of the group
 * @param burst how many in quick succession, likewise
 * @param perMinute how many a minute from then on, likewise
 * @param healthyDeadline how long a start counts, if nothing is heard of it
 */
public record PermitSettings(RedisAddress redis, String group, String instance, String maxAtOnce, String burst,
		String perMinute, Duration healthyDeadline) {

	private static final String PREFIX = "hotupdate.supervision.permit.";

	/** With the password: for the line to the supervisor, not for a command line. */
	Map<String, String> toProperties() {
		Map<String, String> properties = new LinkedHashMap<>();
		put(properties, "mode", this.redis.mode().name());
		put(properties, "nodes", String.join(" ", this.redis.nodes()));
		put(properties, "master", this.redis.master());
		put(properties, "username", this.redis.username());
		put(properties, "password", this.redis.password());
		put(properties, "sentinel-username", this.redis.sentinelUsername());
		put(properties, "sentinel-password", this.redis.sentinelPassword());
		put(properties, "database", String.valueOf(this.redis.database()));
		put(properties, "tls", String.valueOf(this.redis.tls()));
		put(properties, "group", this.group);
		put(properties, "instance", this.instance);
		put(properties, "max-at-once", this.maxAtOnce);
		put(properties, "burst", this.burst);
		put(properties, "per-minute", this.perMinute);
		put(properties, "healthy-deadline", this.healthyDeadline.toString());
		return properties;
	}

	private static void put(Map<String, String> properties, String name, @Nullable String value) {
		if (value != null) {
			properties.put(PREFIX + name, value);
		}
	}

	/** What {@link #toProperties()} has made, {@code null} where there is no group. */
	static @Nullable PermitSettings of(Function<String, @Nullable String> properties) {
		Function<String, @Nullable String> own = (name) -> properties.apply(PREFIX + name);
		if (own.apply("group") == null) {
			return null;
		}
		RedisAddress redis = new RedisAddress(Mode.valueOf(text(own, "mode")),
				List.of(text(own, "nodes").split(" ", -1)), own.apply("master"), own.apply("username"),
				own.apply("password"), own.apply("sentinel-username"), own.apply("sentinel-password"),
				Integer.parseInt(text(own, "database")), Boolean.parseBoolean(text(own, "tls")));
		return new PermitSettings(redis, text(own, "group"), text(own, "instance"), text(own, "max-at-once"),
				text(own, "burst"), text(own, "per-minute"), Duration.parse(text(own, "healthy-deadline")));
	}

	private static String text(Function<String, @Nullable String> properties, String name) {
		return Objects.requireNonNull(properties.apply(name), name);
	}

}
