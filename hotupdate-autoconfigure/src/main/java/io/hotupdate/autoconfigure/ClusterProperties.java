package io.hotupdate.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.hotupdate.cluster.RolloutOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;

/**
 * The group of instances that are updated together. Redis is that of spring.data.redis.
 *
 * @param enabled Whether this instance belongs to a group, and a release can be rolled
 * out through it.
 * @param group Name of the group. The default is spring.application.name.
 * @param instanceId Name of this instance in the group, which stays over restarts. The
 * default is made up once and kept in hotupdate.home.
 * @param labels Labels of this instance: canary=true goes first, zone by zone the others.
 * @param statesKey Key of the hash of the members' states. The default is
 * {group}:process_states.
 * @param channel Channel on which changes are told. The default is {group}:state_channel.
 * @param heartbeatInterval The shortest time between two heartbeats of an instance.
 * @param heartbeatsPerSecond Heartbeats of all instances together in a second, at most:
 * in a large group the interval grows.
 * @param offlineAfter Missed heartbeats after which an instance is temporarily offline.
 * @param lostAfter Missed heartbeats after which it is lost.
 * @param lock Locks for the application.
 * @param rollout How a rollout goes through the group, where a request says nothing else.
 */
@ConfigurationProperties("hotupdate.cluster")
public record ClusterProperties(@DefaultValue("false") boolean enabled, @Nullable String group,
		@Nullable String instanceId, @DefaultValue Map<String, String> labels, @Nullable String statesKey,
		@Nullable String channel, @DefaultValue("2s") Duration heartbeatInterval,
		@DefaultValue("200") int heartbeatsPerSecond, @DefaultValue("3") int offlineAfter,
		@DefaultValue("10") int lostAfter, @DefaultValue Lock lock, @DefaultValue Rollout rollout) {

	String group(Environment environment) {
		return (this.group != null) ? this.group : environment.getProperty("spring.application.name", "application");
	}

	/**
	 * Locks for the application.
	 *
	 * @param nodes Redis servers that know nothing of each other, an odd number of
	 * redis:// URIs: a lock is held by whoever has the majority. The default is none, and
	 * locks are in the group's Redis.
	 */
	public record Lock(@DefaultValue List<String> nodes) {

	}

	/**
	 * How a rollout goes through the group.
	 *
	 * @param maxUnavailable How many instances may be unavailable at once, a number or a
	 * percentage of the group.
	 * @param canary How many instances go first; 0 for none.
	 * @param promotion Whether the others follow by themselves, or when a person says so.
	 * @param minHealthyTime How long an instance has to be well before the next one's
	 * turn.
	 * @param healthyDeadline How long the update of one instance may take.
	 * @param progressDeadline How long nothing may happen before the rollout halts.
	 * @param maxFailures How many instances may fail before the rollout halts.
	 * @param autoRollback Whether the instances that were changed go back when it halts.
	 * @param windows When turns may begin: days, times of day and a time zone, like
	 * 'Mon-Fri 22:00-05:00 Europe/Vienna', several with semicolons. Empty for always.
	 */
	public record Rollout(@DefaultValue("1") String maxUnavailable, @DefaultValue("1") int canary,
			@DefaultValue("auto") Promotion promotion, @DefaultValue("0s") Duration minHealthyTime,
			@DefaultValue("15m") Duration healthyDeadline, @DefaultValue("1h") Duration progressDeadline,
			@DefaultValue("0") int maxFailures, @DefaultValue("false") boolean autoRollback,
			@DefaultValue("") String windows) {

		RolloutOptions options() {
			return new RolloutOptions(this.maxUnavailable, this.canary, this.promotion == Promotion.MANUAL,
					this.minHealthyTime, this.healthyDeadline, this.progressDeadline, this.maxFailures,
					this.autoRollback, this.windows);
		}

	}

	/** What follows the canary. */
	public enum Promotion {

		/** The others, by themselves. */
		AUTO,
		/** Nothing, until a person says promote. */
		MANUAL

	}

}
