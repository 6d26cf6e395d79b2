package io.hotupdate.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A group in figures.
 *
 * @param members how many there are of each state and version
 * @param turns how many instances of the rollout are in each phase of their turns
 * @param phase the phase of the rollout, empty without one
 * @param progress how far the rollout is, 0 to 1
 */
record GroupCounts(List<Members> members, Map<String, Long> turns, String phase, double progress) {

	static final GroupCounts NONE = new GroupCounts(List.of(), Map.of(), "", 0);

	private static final JsonMapper JSON = JsonMapper.builder().build();

	static GroupCounts of(String json) {
		JsonNode counts = JSON.readTree(json);
		List<Members> members = new ArrayList<>();
		counts.path("members")
			.forEach((one) -> members.add(new Members(one.path("state").asString(""), one.path("version").asString(""),
					one.path("count").asLong(0))));
		Map<String, Long> turns = new HashMap<>();
		counts.path("turns").forEachEntry((phase, count) -> turns.put(phase.toLowerCase(Locale.ROOT), count.asLong(0)));
		return new GroupCounts(members, turns, counts.path("phase").asString(""), progress(counts, turns));
	}

	/** On the way back those that were changed are all there is. */
	private static double progress(JsonNode counts, Map<String, Long> turns) {
		boolean back = counts.path("back").asBoolean(false);
		long done = turns.getOrDefault(back ? "back" : "done", 0L);
		long total = back ? done + turns.getOrDefault("granted", 0L) + counts.path("pending").asLong(0)
				: counts.path("total").asLong(0);
		return (total > 0) ? Math.min(1, done / (double) total) : 0;
	}

	/**
	 * Members that are alike.
	 *
	 * @param state ready, unready, offline or lost
	 * @param version what they run
	 * @param count how many
	 */
	record Members(String state, String version, long count) {

	}

}
