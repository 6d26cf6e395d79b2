package io.hotupdate.cluster;

import java.time.Duration;

/**
 * How often members are heard of. The same for all members of a group.
 *
 * @param interval the shortest time between two heartbeats of a member
 * @param perSecond how many heartbeats of all members together there are in a second, at
 * most: the interval grows with the group
 * @param offlineAfter how many may be missed before a member is temporarily offline
 * @param lostAfter how many before it is lost
 */
public record BeatSettings(Duration interval, int perSecond, int offlineAfter, int lostAfter) {

	static final BeatSettings DEFAULTS = new BeatSettings(Duration.ofSeconds(2), 200, 3, 10);

	/** A connection is back before the second heartbeat after Redis is. */
	Duration reconnect() {
		return this.interval.dividedBy(2);
	}

}
