package io.hotupdate.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Simulated instances that run the real scripts in a real Redis, in a time of their own:
 * an hour of ten thousand instances takes as long as its calls do.
 */
final class Simulation {

	static final long SECOND = 1_000_000;

	private final Group<?> group;

	private final BeatSettings settings;

	private final Random random;

	private final PriorityQueue<Event> events = new PriorityQueue<>(
			Comparator.comparingLong(Event::at).thenComparingLong(Event::number));

	final Map<String, Instance> instances = new LinkedHashMap<>();

	final List<String> violations = new ArrayList<>();

	/** What a release does to those that go to it. */
	final Map<String, Double> failing = new HashMap<>();

	private final Set<String> fences = new HashSet<>();

	private long lastFence;

	private long number;

	long now = 1_700_000_000L * SECOND;

	long calls;

	long grants;

	int mostAtOnce;

	Simulation(Group<?> group, BeatSettings settings, long seed) {
		this.group = group;
		this.settings = settings;
		this.random = new Random(seed);
	}

	Instance add(String id, String version) {
		Instance instance = new Instance(id, version);
		this.instances.put(id, instance);
		at(this.random.nextInt((int) (2 * SECOND)), instance::beat);
		return instance;
	}

	void at(long delay, Runnable action) {
		this.events.add(new Event(this.now + delay, this.number++, action));
	}

	/** Go on for some time. */
	void run(Duration time) {
		long end = this.now + time.toMillis() * 1000;
		while (!this.events.isEmpty() && this.events.peek().at() <= end) {
			Event event = this.events.poll();
			this.now = event.at();
			event.action().run();
		}
		this.now = end;
	}

	/** Go on until the rollout is in a phase, or not longer than some time. */
	boolean runUntil(String phase, Duration atMost) {
		for (long passed = 0; passed < atMost.toSeconds(); passed += 10) {
			if (phase.equals(rollout().get("phase"))) {
				return true;
			}
			run(Duration.ofSeconds(10));
		}
		throw new AssertionError(
				"Not " + phase + " in " + atMost + " but " + rollout() + ", turns " + this.group.hash("turns")
						+ ", granted " + this.group.hash("granted") + ", away " + this.group.hash("away"));
	}

	String time() {
		return String.valueOf(this.now);
	}

	Map<String, String> rollout() {
		return this.group.hash("rollout");
	}

	String start(String id, String version, Map<String, String> more) {
		Map<String, String> rollout = new LinkedHashMap<>(Map.of("id", id, "version", version, "sha256", "", "artifact",
				"", "maxUnavailable", "2", "canary", "1", "promotion", "auto", "minHealthyTime", "0"));
		rollout.putAll(Map.of("healthyDeadline", String.valueOf(600 * SECOND), "progressDeadline",
				String.valueOf(3600 * SECOND), "maxFailures", "0", "autoRollback", "false"));
		rollout.putAll(more);
		this.calls++;
		return this.group.start(time(), id, rollout);
	}

	String verb(String verb) {
		this.calls++;
		return this.group.verb(time(), verb + this.number++, verb, "", "");
	}

	String forget(String id) {
		this.calls++;
		this.instances.remove(id);
		return this.group.verb(time(), "forget" + this.number++, "forget", "", id);
	}

	/** Turns that living instances are at now. */
	long atIt() {
		return this.instances.values().stream().filter((one) -> one.working && !one.dead).count();
	}

	private void granted(Instance instance, Turn turn) {
		this.grants++;
		long fence = Long.parseLong(String.valueOf(turn.fence()));
		if (!this.fences.add(instance.id + fence)) {
			return;
		}
		if (fence <= instance.fence) {
			this.violations.add("The fence of " + instance.id + " went back from " + instance.fence + " to " + fence);
		}
		this.lastFence = Math.max(this.lastFence, fence);
		instance.fence = fence;
	}

	/** A simulated instance. */
	final class Instance {

		final String id;

		private Member member;

		String version;

		boolean ready = true;

		boolean dead;

		boolean working;

		private long fence;

		private String revision = "";

		private boolean staging;

		private @Nullable String rollout;

		private Instance(String id, String version) {
			this.id = id;
			this.version = version;
			this.member = new Member(id, "n", "p" + id, "1");
		}

		void die() {
			this.dead = true;
		}

		/** As another process. */
		void live() {
			this.member = new Member(this.id, "n" + Simulation.this.number++, "p" + this.id, "1");
			this.dead = false;
			this.working = false;
			this.revision = "";
			at(SECOND, this::beat);
		}

		void beat() {
			if (this.dead || !Simulation.this.instances.containsKey(this.id)) {
				return;
			}
			BeatReply reply = look();
			at(reply.interval().toNanos() / 1000, this::beat);
		}

		private BeatReply look() {
			Simulation.this.calls++;
			BeatReply reply = Simulation.this.group.beat(time(), this.member, "{}", this.ready, this.version,
					this.revision, Simulation.this.settings);
			this.revision = reply.revision();
			Map<String, String> rollout = reply.rollout();
			if (rollout != null) {
				this.rollout = rollout.get("id");
				if (reply.toStage() && !this.staging) {
					this.staging = true;
					at(SECOND + Simulation.this.random.nextInt((int) (20 * SECOND)), this::stage);
				}
			}
			Turn turn = reply.turn();
			if (turn != null && turn.isGranted() && !this.working) {
				granted(this, turn);
				this.working = true;
				Simulation.this.mostAtOnce = (int) Math.max(Simulation.this.mostAtOnce, atIt());
				at(20 * SECOND + Simulation.this.random.nextInt((int) (20 * SECOND)), () -> done(turn));
			}
			return reply;
		}

		private void stage() {
			this.staging = false;
			if (!this.dead && this.rollout != null) {
				Simulation.this.calls++;
				Simulation.this.group.staged(time(), this.member, this.rollout, "");
			}
		}

		private void done(Turn turn) {
			if (this.dead || !this.working) {
				return;
			}
			this.working = false;
			String goal = String.valueOf(turn.goal());
			boolean fails = Simulation.this.random.nextDouble() < Simulation.this.failing.getOrDefault(goal, 0.0);
			if (!fails) {
				this.version = goal;
			}
			Simulation.this.calls++;
			Simulation.this.group.complete(time(), this.member, turn, fails ? "FAILED" : "SUCCEEDED",
					fails ? "TAKEN_BACK" : "", this.version, "");
			Simulation.this.calls++;
			look();
		}

	}

	private record Event(long at, long number, Runnable action) {

	}

}
