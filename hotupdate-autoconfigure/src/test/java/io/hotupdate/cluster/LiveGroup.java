package io.hotupdate.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import org.awaitility.core.ConditionTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Instances with real memberships, each with a network of its own to one redis-server,
 * and somebody who watches.
 */
final class LiveGroup implements AutoCloseable {

	static final Duration BEAT = Duration.ofMillis(400);

	static final BeatSettings BEATS = new BeatSettings(BEAT, 1000, 3, 10);

	private static final Logger logger = LoggerFactory.getLogger(LiveGroup.class);

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	final GroupKeys keys = GroupKeys.of("desk");

	final Invariants invariants = new Invariants();

	final Map<String, LiveInstance> instances = new LinkedHashMap<>();

	private final Path folder;

	private Observer observer;

	private int port;

	private int requests;

	LiveGroup(Path folder, int port, int instances) throws IOException {
		this.folder = folder;
		this.port = port;
		this.observer = new Observer(port, this.keys, this.invariants);
		for (int i = 0; i < instances; i++) {
			String id = "i" + i;
			LiveInstance one = new LiveInstance(id, folder.resolve(id), port, this.keys, BEATS, this.invariants,
					i % 2 == 1);
			this.instances.put(id, one);
			one.start();
		}
		await().pollInterval(Duration.ofMillis(5)).atMost(PATIENCE).until(this::agrees);
	}

	LiveInstance get(String id) {
		return Objects.requireNonNull(this.instances.get(id), id);
	}

	List<LiveInstance> all() {
		return List.copyOf(this.instances.values());
	}

	Observer observer() {
		return this.observer;
	}

	/** Redis is elsewhere now. */
	void follow(int port) {
		this.port = port;
		this.observer.close();
		this.invariants.forget();
		this.observer = new Observer(port, this.keys, this.invariants);
		all().forEach((one) -> one.network.target(port));
	}

	/** Start a rollout. */
	void rollout(String id, String version, int maxUnavailable, Map<String, String> more) {
		Map<String, String> fields = new LinkedHashMap<>(
				Map.of("id", id, "version", version, "sha256", "", "artifact", "", "windows", "", "by", "a test"));
		fields.putAll(new RolloutOptions(String.valueOf(maxUnavailable), 1, false, Duration.ofMillis(100),
				Duration.ofSeconds(60), Duration.ofSeconds(60), 0, false, "")
			.fields());
		fields.putAll(more);
		this.invariants.budget(maxUnavailable);
		this.invariants.begin();
		assertThat(ask((group) -> group.start("", "request-" + this.requests++, fields))).contains("OK");
	}

	String verb(String verb, String instance) {
		this.invariants.begin();
		return ask((group) -> group.verb("", "request-" + this.requests++, verb, "", instance));
	}

	private String ask(Question question) {
		RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", this.port));
		try (StatefulRedisConnection<String, String> connection = client.connect()) {
			return question.ask(new Group<>(connection.sync(), this.keys));
		}
		finally {
			client.shutdown();
		}
	}

	GroupSnapshot now() {
		return this.observer.now();
	}

	String field(String name) {
		return String.valueOf(this.observer.redis().hget(this.keys.key("rollout"), name));
	}

	void awaitPhase(String phase) {
		awaitThat("phase " + phase, () -> now().phase().equals(phase));
	}

	void awaitThat(String what, Condition condition) {
		try {
			await(what).pollInterval(Duration.ofMillis(5))
				.atMost(PATIENCE)
				.ignoreExceptionsInstanceOf(RedisException.class)
				.until(condition::holds);
		}
		catch (ConditionTimeoutException ex) {
			throw new AssertionError("Not " + what + " but " + describe(), ex);
		}
	}

	/** Until so many instances have begun an update. */
	void awaitUpdates(int updates) {
		awaitThat(updates + " updates", () -> this.invariants.updates().size() >= updates);
	}

	/** For some time nothing else happens than what happens by itself. */
	void pass(Duration time) {
		long end = System.nanoTime() + time.toNanos();
		await().pollInterval(Duration.ofMillis(5)).atMost(PATIENCE).until(() -> System.nanoTime() >= end);
	}

	/** All that live are one group, and each knows what it should. */
	private boolean agrees() {
		Set<String> living = this.instances.values()
			.stream()
			.filter(LiveInstance::lives)
			.map((one) -> one.id)
			.collect(Collectors.toSet());
		GroupSnapshot now = now();
		Set<String> here = new HashSet<>(now.members());
		here.removeAll(now.away());
		return here.equals(living) && all().stream().filter(LiveInstance::lives).allMatch((one) -> knows(one, now));
	}

	private static boolean knows(LiveInstance one, GroupSnapshot now) {
		RolloutView view = one.member().rollout();
		return one.member().state().connected() && ((view != null) ? view.id() : "").equals(now.rollout())
				&& ((view != null) ? view.phase() : "").equals(now.phase());
	}

	/** The fault has ended: within two heartbeats all know the same. */
	Duration converges(String fault) {
		long ended = System.nanoTime();
		awaitThat("agreed", this::agrees);
		Duration taken = Duration.ofNanos(System.nanoTime() - ended);
		logger.info("{}: all views agree after {} ms", fault, taken.toMillis());
		assertThat(taken).as("all views agree after '%s'", fault).isLessThan(BEAT.multipliedBy(2));
		return taken;
	}

	List<String> versions() {
		List<String> versions = new ArrayList<>();
		all().stream().filter(LiveInstance::lives).forEach((one) -> versions.add(one.version()));
		return versions;
	}

	/** Nothing was violated, and somebody has really looked. */
	void holds() {
		assertThat(this.invariants.violations()).isEmpty();
		assertThat(this.observer.looks()).isGreaterThan(10);
	}

	private String describe() {
		return "rollout " + this.observer.redis().hgetall(this.keys.key("rollout")) + ", turns "
				+ this.observer.redis().hgetall(this.keys.key("turns")) + ", " + now() + ", group "
				+ this.observer.redis().hgetall(this.keys.key("group")) + ", updates " + this.invariants.updates()
				+ ", views "
				+ all().stream()
					.filter(LiveInstance::lives)
					.map((one) -> one.id + " " + one.member().state() + " " + one.member().rollout())
					.toList();
	}

	Path folder() {
		return this.folder;
	}

	@Override
	public void close() throws IOException {
		for (LiveInstance one : all()) {
			one.close();
		}
		this.observer.close();
	}

	/** Is asked of the group. */
	@FunctionalInterface
	private interface Question {

		String ask(Group<?> group);

	}

	/** Is waited for. */
	@FunctionalInterface
	interface Condition {

		boolean holds() throws Exception;

	}

}
