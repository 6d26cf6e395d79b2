package io.hotupdate.cluster;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a member is to do in a rollout, or has done.
 *
 * @param phase WAITING, GRANTED, DONE, BACK or FAILED
 * @param rollout the rollout
 * @param fence the number of the grant; rises with each
 * @param goal the version to go to
 * @param from the version that it came from
 * @param back whether it goes back
 * @param reason why it failed
 */
record Turn(String phase, @Nullable String rollout, @Nullable String fence, @Nullable String goal,
		@Nullable String from, boolean back, @Nullable String reason) {

	/**
	 * Members of one group need not be of one version: what is unknown is passed over.
	 */
	static Turn of(JsonNode json) {
		return new Turn(json.path("phase").asString(""), text(json, "rollout"), text(json, "fence"), text(json, "goal"),
				text(json, "from"), json.path("back").asBoolean(false), text(json, "reason"));
	}

	private static @Nullable String text(JsonNode json, String name) {
		JsonNode value = json.path(name);
		return value.isString() ? value.asString() : null;
	}

	boolean isGranted() {
		return this.phase.equals("GRANTED");
	}

}
