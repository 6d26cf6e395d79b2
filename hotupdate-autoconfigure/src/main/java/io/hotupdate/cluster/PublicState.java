package io.hotupdate.cluster;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import io.hotupdate.UpdateSnapshot;
import tools.jackson.databind.json.JsonMapper;

/**
 * A member as anybody may read it in the hash of process states: one JSON object, whose
 * format has the version 1.
 */
final class PublicState {

	private static final int FORMAT = 1;

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private PublicState() {
	}

	static String of(Member member, String host, long pid, Instant startedAt, Map<String, String> labels, boolean ready,
			UpdateSnapshot snapshot) {
		Map<String, Object> state = new LinkedHashMap<>();
		state.put("v", FORMAT);
		state.put("id", member.id());
		state.put("nonce", member.nonce());
		state.put("host", host);
		state.put("pid", pid);
		state.put("startedAt", startedAt.toString());
		state.put("version", snapshot.currentVersion());
		state.put("ready", ready);
		state.put("state", snapshot.state().name());
		if (snapshot.state().isBusy()) {
			state.put("phase", String.valueOf(snapshot.phase()));
			state.put("target", String.valueOf(snapshot.targetVersion()));
			state.put("progress", snapshot.progress());
		}
		state.put("labels", labels);
		return JSON.writeValueAsString(state);
	}

}
