package io.hotupdate.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Looks at a group from outside all the time: what Redis says of the members and their
 * turns, and what each answers to a readiness probe.
 */
final class GroupObserver implements AutoCloseable {

	private static final long TICK = 20_000_000;

	private static final JsonMapper JSON = JsonMapper.shared();

	private final List<AppProcess> instances;

	private final String group;

	private final RedisClient client;

	private final StatefulRedisConnection<String, String> connection;

	private final List<Thread> threads = new ArrayList<>();

	private final Set<Integer> unready = ConcurrentHashMap.newKeySet();

	private final List<String> violations = new ArrayList<>();

	private final Map<String, String> fences = new ConcurrentHashMap<>();

	private final List<String> phases = new ArrayList<>();

	private volatile boolean closed;

	private volatile int mostUnready;

	private int mostOccupied;

	private long samples;

	private int grantedInCanary;

	GroupObserver(List<AppProcess> instances, RedisProcess redis, String group) {
		this.instances = instances;
		this.group = group;
		this.client = RedisClient.create("redis://127.0.0.1:" + redis.port());
		this.connection = this.client.connect();
		begin("observer-redis", () -> look(this.connection.sync()));
		for (int i = 0; i < instances.size(); i++) {
			int index = i;
			begin("observer-http-" + i, () -> probe(index));
		}
	}

	private void begin(String name, Runnable look) {
		Thread thread = new Thread(() -> {
			while (!this.closed) {
				look.run();
				LockSupport.parkNanos(TICK);
			}
		}, name);
		thread.setDaemon(true);
		thread.start();
		this.threads.add(thread);
	}

	private void probe(int index) {
		boolean ready = ActuatorClient.of(this.instances.get(index)).get("/health/readiness").status() == 200;
		if (ready) {
			this.unready.remove(index);
		}
		else {
			this.unready.add(index);
		}
		this.mostUnready = Math.max(this.mostUnready, this.unready.size());
	}

	private synchronized void look(RedisCommands<String, String> redis) {
		this.samples++;
		Map<String, String> rollout = redis.hgetall(key("rollout"));
		String phase = rollout.getOrDefault("phase", "");
		if (this.phases.isEmpty() || !this.phases.get(this.phases.size() - 1).equals(phase)) {
			this.phases.add(phase);
		}
		Set<String> occupied = new TreeSet<>(redis.hkeys(key("granted")));
		if (phase.equals("CANARY")) {
			this.grantedInCanary = Math.max(this.grantedInCanary, occupied.size());
		}
		occupied.addAll(redis.smembers(key("unavailable")));
		this.mostOccupied = Math.max(this.mostOccupied, occupied.size());
		redis.hgetall(key("turns")).forEach((id, text) -> fence(id, JSON.readTree(text)));
	}

	private void fence(String id, JsonNode turn) {
		String fence = turn.path("fence").asString("");
		String last = this.fences.getOrDefault(id, "");
		if (!fence.isEmpty() && !last.isEmpty() && Long.parseLong(fence) < Long.parseLong(last)) {
			this.violations.add("The fence of " + id + " went back from " + last + " to " + fence);
		}
		if (!fence.isEmpty()) {
			this.fences.put(id, fence);
		}
	}

	private String key(String name) {
		return "{" + this.group + "}:" + name;
	}

	/** What has to be looked at. */
	synchronized List<String> violations() {
		return List.copyOf(this.violations);
	}

	/** How many were unready at once, asked by HTTP. */
	int mostUnready() {
		return this.mostUnready;
	}

	/** How many were unready, dead or at their turn at once, as Redis says. */
	synchronized int mostOccupied() {
		return this.mostOccupied;
	}

	synchronized int grantedInCanary() {
		return this.grantedInCanary;
	}

	/** The phases of the rollout, in the order in which they were seen. */
	synchronized String phases() {
		return this.phases.stream().filter((phase) -> !phase.isEmpty()).collect(Collectors.joining(" "));
	}

	synchronized long samples() {
		return this.samples;
	}

	@Override
	public void close() throws InterruptedException {
		this.closed = true;
		for (Thread thread : this.threads) {
			thread.join();
		}
		this.client.shutdown();
	}

}
