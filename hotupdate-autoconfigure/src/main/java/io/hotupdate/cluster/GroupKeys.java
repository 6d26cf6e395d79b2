package io.hotupdate.cluster;

import java.util.stream.Stream;

/**
 * The keys of a group. All have the group's name in braces, so that in a Redis Cluster
 * they are in one slot.
 *
 * @param group the group's name
 * @param states the hash of the members' public states
 * @param channel the channel on which changes are told
 */
record GroupKeys(String group, String states, String channel) {

	/** In the order in which the scripts know them. */
	String[] all() {
		Stream<String> own = Stream
			.of("beats", "group", "rollout", "turns", "pending", "unstaged", "unavailable", "granted", "away", "facts",
					"requests", "request_log", "history")
			.map(this::key);
		return Stream.of(Stream.of(this.states), own, Stream.of(this.channel, key("restart_known")))
			.flatMap((keys) -> keys)
			.toArray(String[]::new);
	}

	String key(String name) {
		return "{" + this.group + "}:" + name;
	}

	static GroupKeys of(String group) {
		return new GroupKeys(group, "{" + group + "}:process_states", "{" + group + "}:state_channel");
	}

}
