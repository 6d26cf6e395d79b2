package io.hotupdate.cluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * All that an observer needs of a group at one moment, read by one script.
 *
 * @param rollout the rollout's id
 * @param phase its phase
 * @param budget how many may be unavailable
 * @param fence the last number
 * @param fences the numbers of the members' turns
 * @param granted those that have their turn
 * @param unavailable those that are away or not ready
 * @param away those that are away
 * @param members the members
 */
record GroupSnapshot(String rollout, String phase, int budget, long fence, Map<String, Long> fences,
		Set<String> granted, Set<String> unavailable, Set<String> away, Set<String> members) {

	static final GroupSnapshot NONE = new GroupSnapshot("", "", Integer.MAX_VALUE, 0, Map.of(), Set.of(), Set.of(),
			Set.of(), Set.of());

	static final String SCRIPT = """
			local function hash(key)
				local flat, out = redis.call('HGETALL', key), {}
				for i = 1, #flat, 2 do
					out[flat[i]] = flat[i + 1]
				end
				return out
			end
			return cjson.encode({
				group = hash(KEYS[3]), rollout = hash(KEYS[4]), turns = hash(KEYS[5]), unavailable = redis.call('SMEMBERS', KEYS[8]),
				granted = redis.call('HKEYS', KEYS[9]), away = redis.call('HKEYS', KEYS[10]),
				members = redis.call('HKEYS', KEYS[1]) })
			""";

	private static final JsonMapper JSON = JsonMapper.builder().build();

	static GroupSnapshot of(String text) {
		JsonNode json = JSON.readTree(text);
		Map<String, Long> fences = new HashMap<>();
		json.path("turns").propertyStream().forEach((turn) -> {
			String fence = JSON.readTree(turn.getValue().asString()).path("fence").asString("");
			if (!fence.isEmpty()) {
				fences.put(turn.getKey(), Long.parseLong(fence));
			}
		});
		Set<String> members = texts(json.path("members"));
		return new GroupSnapshot(json.path("rollout").path("id").asString(""),
				json.path("rollout").path("phase").asString(""),
				budget(json.path("rollout").path("maxUnavailable").asString(""), members.size()),
				Long.parseLong(json.path("group").path("fence").asString("0")), fences, texts(json.path("granted")),
				texts(json.path("unavailable")), texts(json.path("away")), members);
	}

	private static int budget(String text, int members) {
		if (text.isEmpty()) {
			return Integer.MAX_VALUE;
		}
		return text.endsWith("%") ? Math.max(1, members * Integer.parseInt(text.replace("%", "")) / 100)
				: Integer.parseInt(text);
	}

	/** An empty array of Lua is an empty object in JSON. */
	private static Set<String> texts(JsonNode array) {
		return new TreeSet<>(
				array.isArray() ? array.valueStream().map((value) -> value.asString()).toList() : List.of());
	}

	/** The highest number of a turn. */
	long highest() {
		return this.fences.values().stream().mapToLong((fence) -> fence).max().orElse(0);
	}

}
