package io.hotupdate.cluster;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What must hold whatever happens: what the instances really do, and what Redis says, are
 * both told to it, at every step.
 */
final class Invariants {

	private static final Logger logger = LoggerFactory.getLogger(Invariants.class);

	private final List<String> violations = new CopyOnWriteArrayList<>();

	private final Set<String> atWork = new HashSet<>();

	private final Map<String, Long> begun = new HashMap<>();

	private final Map<String, Long> granted = new HashMap<>();

	private final List<String> updates = new CopyOnWriteArrayList<>();

	private final List<String> phases = new CopyOnWriteArrayList<>();

	private int budget = Integer.MAX_VALUE;

	private int unplanned;

	private GroupSnapshot last = GroupSnapshot.NONE;

	/** How many may be unavailable because of a rollout. */
	synchronized void budget(int instances) {
		this.budget = instances;
	}

	/** How many may be so beyond that, since a fault has made Redis forget them. */
	synchronized void unplanned(int instances) {
		this.unplanned = instances;
	}

	/** A person's verb, or an epoch of Redis, begins. */
	synchronized void begin() {
		this.last = GroupSnapshot.NONE;
	}

	/** An instance begins an update. */
	synchronized void begins(String instance, String goal, long fence) {
		this.updates.add(instance + " " + goal);
		if (fence <= this.begun.getOrDefault(instance, 0L)) {
			violated(instance + " begins with the number " + fence + " after " + this.begun.get(instance));
		}
		this.begun.put(instance, fence);
		if (!this.atWork.add(instance)) {
			violated("Two processes of " + instance + " are at an update");
		}
		if (this.atWork.size() > this.budget + this.unplanned) {
			violated(this.atWork + " are at an update, but only " + this.budget + " + " + this.unplanned + " may be");
		}
	}

	/** An instance has ended an update, or has died in its midst. */
	synchronized void ends(String instance) {
		this.atWork.remove(instance);
	}

	synchronized Set<String> atWork() {
		return new HashSet<>(this.atWork);
	}

	/** What the group says. */
	synchronized void sees(GroupSnapshot now) {
		if (!now.phase().equals(this.last.phase())) {
			this.phases.add(now.phase());
		}
		Set<String> planned = new HashSet<>(now.granted());
		planned.removeAll(now.unavailable());
		if (planned.size() > now.budget()) {
			violated(planned + " have their turn, but only " + now.budget() + " may");
		}
		now.fences().forEach((instance, fence) -> {
			if (fence < this.granted.getOrDefault(instance, 0L)) {
				violated("The number of the grant of " + instance + " goes back to " + fence);
			}
			this.granted.put(instance, fence);
		});
		boolean same = now.rollout().equals(this.last.rollout());
		if (same && now.phase().equals("HALTED") && this.last.phase().equals("HALTED")
				&& now.highest() > this.last.highest()) {
			violated("A grant after HALTED: " + now);
		}
		if (now.fence() < this.last.fence()) {
			violated("The fence goes back from " + this.last.fence() + " to " + now.fence());
		}
		this.last = now;
	}

	/** A replica that lags behind, or empty data: what Redis has granted is forgotten. */
	synchronized void forget() {
		this.last = GroupSnapshot.NONE;
		this.granted.clear();
	}

	private void violated(String what) {
		logger.error("VIOLATED: {}", what);
		this.violations.add(what);
	}

	List<String> violations() {
		return Collections.unmodifiableList(this.violations);
	}

	/** What was begun: instance and goal, in order. */
	List<String> updates() {
		return Collections.unmodifiableList(this.updates);
	}

	/** The phases of rollouts that were seen, in order. */
	List<String> phases() {
		return Collections.unmodifiableList(this.phases);
	}

}
