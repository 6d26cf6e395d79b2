package io.hotupdate.handover;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.hotupdate.BackgroundWork.LastRun;
import io.hotupdate.GenerationInfo.Gate;
import io.hotupdate.GenerationInfo.Role;
import io.hotupdate.UpdatePhase;

/**
 * The successor's hold on the store and on the update: taken at the switch, given up if
 * the traffic is taken back. Used by the successor's thread only.
 */
final class Ownership {

	private static final Duration OWN = Duration.ofSeconds(60);

	private final GenerationContext context;

	private final Predecessor predecessor;

	private boolean owner;

	private long switched;

	Ownership(GenerationContext context, Predecessor predecessor) {
		this.context = context;
		this.predecessor = predecessor;
	}

	/**
	 * Take the store: from now on this generation is the owner.
	 * @param lastRuns when the predecessor ran each repeating job last, if it said so
	 */
	void take(Map<String, LastRun> lastRuns) throws InterruptedException {
		if (!this.context.store().own(OWN)) {
			throw new IllegalStateException("Another process holds the store; this generation cannot take it over");
		}
		this.owner = true;
		this.switched = System.nanoTime();
		this.context.background().start(lastRuns);
	}

	/** Record it. This writes to the disk, which takes a while. */
	void lead() {
		this.context.status().lead(false);
		show();
		if (!this.context.status().snapshot().state().isBusy()) {
			// the traffic was taken back, but the predecessor died
			this.context.status()
				.serving(this.context.self().version().value(),
						List.of(this.context.self().as(Role.SERVING, Gate.OPEN)));
			return;
		}
		this.context.status().phase(UpdatePhase.DRAINING);
		this.context.status().probationEndsAt(this.context.clock().instant().plus(this.context.settings().probation()));
	}

	Map<String, LastRun> giveUp() {
		this.context.status().follow();
		Map<String, LastRun> lastRuns = this.context.background().stop();
		this.context.store().disown();
		this.owner = false;
		return lastRuns;
	}

	boolean isOwner() {
		return this.owner;
	}

	/** When the store was taken, by {@link System#nanoTime()}: the switch. */
	long switched() {
		return this.switched;
	}

	/** Show both generations, this one serving. */
	void show() {
		this.context.status()
			.generations(List.of(this.predecessor.info(), this.context.self().as(Role.SERVING, Gate.OPEN)));
	}

}
