package io.hotupdate.cluster;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;

import io.hotupdate.Reason;
import io.hotupdate.ReleaseFetcher;
import io.hotupdate.Rollouts;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdateRequest;
import io.lettuce.core.RedisException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Rollouts in the group of a member.
 */
public final class GroupRollouts implements Rollouts {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final ClusterMember member;

	private final ReleaseFetcher fetcher;

	private final RolloutOptions defaults;

	/**
	 * Create them.
	 * @param member this instance's membership
	 * @param fetcher refuses what can never be fetched
	 * @param defaults options that a request need not name
	 */
	public GroupRollouts(ClusterMember member, ReleaseFetcher fetcher, RolloutOptions defaults) {
		this.member = member;
		this.fetcher = fetcher;
		this.defaults = defaults;
	}

	@Override
	public Map<String, Object> membership() {
		ClusterMember.ClusterState state = this.member.state();
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("state", state.connected() ? "CONNECTED" : "DISCONNECTED");
		details.put("group", this.member.group());
		details.put("instance", this.member.id());
		details.put("since", state.since());
		if (!state.text().isEmpty()) {
			details.put("why", state.text());
		}
		return details;
	}

	@Override
	public Map<String, Object> group() {
		return ask((group) -> {
			Map<String, Object> view = new LinkedHashMap<>();
			view.put("group", group.keys().group());
			view.put("instance", this.member.id());
			Map<String, String> facts = group.hash("group");
			view.put("epoch", facts.getOrDefault("epoch", ""));
			view.put("revision", facts.getOrDefault("revision", "0"));
			if (!facts.getOrDefault("frozen", "").isEmpty()) {
				view.put("frozen", facts.get("frozen"));
			}
			Map<String, String> away = group.hash("away");
			Map<String, Object> members = new TreeMap<>();
			group.states().forEach((id, state) -> members.put(id, member(state, away.get(id))));
			view.put("members", members);
			return view;
		});
	}

	private static Map<String, Object> member(String state, @Nullable String away) {
		Map<String, Object> member = new LinkedHashMap<>(RolloutReport.fields(state));
		member.put("presence", (away != null) ? away : "UP");
		return member;
	}

	@Override
	public Map<String, Object> rollout() {
		return ask(GroupRollouts::rollout);
	}

	private static Map<String, Object> rollout(Group<?> group) {
		return RolloutReport.of(group.hash("rollout"), group.hash("turns"), group.unavailable());
	}

	@Override
	public Map<String, Object> start(UpdateRequest request, Map<String, String> options, @Nullable String by) {
		Map<String, String> rollout = new LinkedHashMap<>();
		rollout.put("id", "r-" + Instant.now().getEpochSecond() + "-" + UUID.randomUUID().toString().substring(0, 6));
		rollout.put("version", request.version().value());
		rollout.put("sha256", orEmpty(request.sha256()));
		rollout.put("artifact", orEmpty(request.artifact()));
		RolloutOptions wanted = this.defaults.with(options);
		rollout.putAll(wanted.fields());
		rollout.put("notBefore", String.valueOf(ChronoUnit.MICROS.between(Instant.EPOCH, wanted.opens(Instant.now()))));
		rollout.put("by", orEmpty(by));
		this.fetcher.check(request);
		return ask((group) -> {
			require(group.start("", orEmpty(request.idempotencyKey()), rollout));
			return rollout(group);
		});
	}

	@Override
	public Map<String, Object> apply(String verb, @Nullable String rollout, @Nullable String instance,
			@Nullable String request) {
		return ask((group) -> {
			require(group.verb("", orEmpty(request), verb, orEmpty(rollout), orEmpty(instance)));
			return rollout(group);
		});
	}

	private static void require(String answer) {
		JsonNode json = JSON.readTree(answer);
		if (json.path("outcome").asString().equals("OK")) {
			return;
		}
		String phase = json.path("phase").asString("");
		throw switch (json.path("reason").asString()) {
			case "FROZEN" -> new UpdateException(Reason.CLUSTER_FROZEN, json.path("message").asString()
					+ "; perhaps you should look at them, and forget those that do not come back");
			case "UNKNOWN_ROLLOUT" -> new UpdateException(Reason.UNKNOWN_UPDATE,
					"There is no such rollout; perhaps you should look at cluster/rollout");
			case "ALIVE" -> new UpdateException(Reason.WRONG_STATE,
					"That instance is not away; perhaps you should stop it, which takes it out of the group");
			default -> new UpdateException(Reason.WRONG_STATE, "That cannot be done in phase " + phase + " of rollout "
					+ json.path("id").asString("") + "; perhaps you should look at cluster/rollout");
		};
	}

	private <T> T ask(Function<Group<?>, T> question) {
		Group<?> group = this.member.reachable()
			.orElseThrow(() -> new UpdateException(Reason.CLUSTER_UNREACHABLE, "The group cannot be reached: "
					+ this.member.state().text() + "; perhaps you should look at Redis, then try again"));
		try {
			return question.apply(group);
		}
		catch (RedisException ex) {
			throw new UpdateException(Reason.CLUSTER_UNREACHABLE, "Redis did not answer: " + ex.getMessage()
					+ "; perhaps you should send the same request again, with the same Idempotency-Key", ex);
		}
	}

	private static String orEmpty(@Nullable String text) {
		return (text != null) ? text : "";
	}

}
