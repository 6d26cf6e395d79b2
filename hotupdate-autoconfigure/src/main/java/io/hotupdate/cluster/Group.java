package io.hotupdate.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.api.sync.RedisHashCommands;
import io.lettuce.core.api.sync.RedisScriptingCommands;
import io.lettuce.core.api.sync.RedisSetCommands;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A group in Redis: the scripts as methods. A method that throws may have been executed
 * all the same: each is safe to be repeated.
 *
 * @param <C> commands of one connection
 */
final class Group<C extends RedisScriptingCommands<String, String> & RedisHashCommands<String, String> & RedisSetCommands<String, String>> {

	/** What a script leaves out is false. */
	private static final JsonMapper JSON = JsonMapper.builder()
		.disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
		.build();

	private final C redis;

	private final GroupKeys keys;

	private final String[] all;

	private final Map<Script, String> digests = new HashMap<>();

	Group(C redis, GroupKeys keys) {
		this.redis = redis;
		this.keys = keys;
		this.all = keys.all();
		for (Script script : Script.values()) {
			this.digests.put(script, redis.digest(script.text()));
		}
	}

	GroupKeys keys() {
		return this.keys;
	}

	BeatReply beat(String time, Member member, String state, boolean ready, String version, String revision,
			BeatSettings settings) {
		List<Object> reply = run(Script.BEAT, time, member.id(), state, String.valueOf(ready), member.nonce(),
				member.place(), member.order(), version, revision, String.valueOf(settings.interval().toNanos() / 1000),
				String.valueOf(settings.perSecond()), String.valueOf(settings.offlineAfter()),
				String.valueOf(settings.lostAfter()));
		boolean changed = reply.size() > 7;
		return new BeatReply("CONFLICT".equals(reply.get(0)), text(reply, 1), text(reply, 2),
				Duration.ofNanos(Long.parseLong(text(reply, 3)) * 1000), turn(text(reply, 4)),
				Long.parseLong(text(reply, 5)), text(reply, 6), changed ? fields((List<?>) reply.get(7)) : null,
				changed && Long.valueOf(1).equals(reply.get(8)));
	}

	private static String text(List<Object> reply, int index) {
		Object value = reply.get(index);
		return (value != null) ? value.toString() : "";
	}

	static @Nullable Turn turn(String json) {
		return json.isEmpty() ? null : Turn.of(JSON.readTree(json));
	}

	private static Map<String, String> fields(List<?> flat) {
		Map<String, String> fields = new HashMap<>();
		for (int i = 0; i + 1 < flat.size(); i += 2) {
			fields.put(String.valueOf(flat.get(i)), String.valueOf(flat.get(i + 1)));
		}
		return fields;
	}

	String start(String time, String request, Map<String, String> rollout) {
		List<String> arguments = new ArrayList<>(List.of(time, request));
		rollout.forEach((name, value) -> arguments.addAll(List.of(name, value)));
		return run(Script.START, arguments.toArray(String[]::new));
	}

	String staged(String time, Member member, String rollout, String reason) {
		return run(Script.STAGED, time, member.id(), rollout, reason);
	}

	String complete(String time, Member member, Turn turn, String outcome, String reason, String version,
			String notBefore) {
		return run(Script.COMPLETE, time, member.id(), orEmpty(turn.rollout()), orEmpty(turn.fence()), outcome, reason,
				version, notBefore);
	}

	private static String orEmpty(@Nullable String text) {
		return (text != null) ? text : "";
	}

	String verb(String time, String request, String verb, String rollout, String argument) {
		return run(Script.VERB, time, request, verb, rollout, argument);
	}

	String leave(String time, Member member) {
		return run(Script.LEAVE, time, member.id(), member.nonce());
	}

	/** What is told may have been counted this long ago. */
	GroupCounts count(String time, Duration good) {
		return GroupCounts.of(run(Script.COUNT, time, String.valueOf(good.toNanos() / 1000)));
	}

	private <T> T run(Script script, String... arguments) {
		try {
			return this.redis.evalsha(String.valueOf(this.digests.get(script)), script.output(), this.all, arguments);
		}
		catch (RedisNoScriptException ex) {
			// the cache of scripts was flushed, or this is another server
			return this.redis.eval(script.text(), script.output(), this.all, arguments);
		}
	}

	Map<String, String> hash(String name) {
		return this.redis.hgetall(this.keys.key(name));
	}

	/** Those that do not live, or are not ready. */
	Set<String> unavailable() {
		return new TreeSet<>(this.redis.smembers(this.keys.key("unavailable")));
	}

	Map<String, String> states() {
		return this.redis.hgetall(this.keys.states());
	}

	Stream<String> granted() {
		return hash("granted").keySet().stream();
	}

}
