package io.hotupdate.handover;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.hotupdate.GenerationInfo.Gate;
import io.hotupdate.GenerationInfo.Role;
import io.hotupdate.Outcome;
import io.hotupdate.Reason;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdateSnapshot;
import io.hotupdate.Verb;
import io.hotupdate.process.OomScore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The successor's part of a handover, on a thread of its own: take over, prove itself,
 * and outlive the predecessor or give back and go.
 */
final class SuccessorRole {

	private static final Logger logger = LoggerFactory.getLogger(SuccessorRole.class);

	static final Duration POLL = Duration.ofMillis(100);

	private static final Duration PREDECESSOR_EXIT = Duration.ofMinutes(2);

	private final GenerationContext context;

	private final Predecessor predecessor;

	private final Ownership ownership;

	private final Takeover takeover;

	private final Proof proof;

	private final GiveBack giveBack;

	private final SelfReport report;

	private volatile boolean leaving;

	private final CountDownLatch alone = new CountDownLatch(1);

	private volatile boolean done;

	SuccessorRole(GenerationContext context, Predecessor predecessor, LocalApplication application) {
		this.context = context;
		this.predecessor = predecessor;
		this.ownership = new Ownership(context, predecessor);
		this.report = new SelfReport(context, predecessor.conversation());
		this.takeover = new Takeover(context, predecessor, application, this.ownership, this.report);
		this.proof = new Proof(context, predecessor, application, this.ownership, this.report);
		this.giveBack = new GiveBack(context, predecessor, this.ownership);
		predecessor.mirrorTo(this.context.status()::mirror);
		this.context.status().addObserver(this::tell);
	}

	/** The application has started. */
	void begin() {
		Thread thread = new Thread(this::run, "hotupdate-successor");
		thread.setDaemon(true);
		thread.start();
	}

	boolean hasPredecessor() {
		return !this.done;
	}

	/** Wait until the predecessor has gone, so that there are never three generations. */
	boolean awaitAlone(Duration timeout) throws InterruptedException {
		return this.alone.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
	}

	void endProbation(Verb verb) {
		this.predecessor.conversation()
			.say(Message.of((verb == Verb.ROLLBACK) ? Message.Type.ROLLBACK : Message.Type.CONFIRM));
	}

	/** This process was asked to stop. */
	void stop() {
		if (this.done || this.leaving) {
			return;
		}
		this.leaving = true;
		recordStop();
		this.predecessor.conversation().say(Message.because(Message.Type.BYE, Reason.STOPPED, "it was asked to stop"));
	}

	private void tell(UpdateSnapshot snapshot) {
		if (!this.done) {
			this.predecessor.conversation().say(Message.snapshot(Message.Type.SNAPSHOT, snapshot));
		}
	}

	private void run() {
		try {
			Message verdict = prove();
			if (verdict.type() == Message.Type.CONFIRMED) {
				confirm();
			}
			else {
				this.giveBack.run(verdict);
				leave(0, Reason.REQUESTED, "the traffic was taken back");
			}
		}
		catch (PredecessorGone ex) {
			if (ex.hasDied()) {
				stayAlone();
			}
			else {
				recordStop();
				leave(0, Reason.STOPPED, "the predecessor goes: " + ex.getMessage());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (UpdateException ex) {
			logger.error("This generation cannot take over", ex);
			leave(1, ex.reason(), String.valueOf(ex.getMessage()));
		}
		catch (RuntimeException ex) {
			if (this.leaving) {
				logger.debug("The handover ended with this process", ex);
				return;
			}
			logger.error("The handover failed in the successor", ex);
			leave(1, Reason.INTERNAL, "The handover failed in the successor: " + ex);
		}
	}

	private Message prove() throws InterruptedException {
		try (this.report) {
			this.report.begin();
			this.takeover.run();
			return this.proof.run();
		}
	}

	private void recordStop() {
		if (this.context.status().isLeading() && this.context.status().snapshot().state().isBusy()) {
			this.context.status()
				.fail(Outcome.INTERRUPTED, Reason.STOPPED,
						"The application was stopped before the update was confirmed; the next start runs the release before it");
		}
	}

	private void confirm() throws InterruptedException {
		this.context.store().confirm(this.context.self().version());
		this.predecessor.conversation().say(Message.of(Message.Type.GO));
		this.context.status().succeed();
		OomScore.ofThisProcess().restore();
		logger.info("Version {} is confirmed as generation {}", this.context.self().version(),
				this.context.self().number());
		outlive();
	}

	/** The predecessor died: serve as soon as possible, and stay. */
	private void stayAlone() {
		try {
			logger.warn("The predecessor (generation {}, pid {}) has died; this generation serves",
					this.predecessor.info().number(), this.predecessor.info().pid());
			if (!this.context.traffic().isOpen()) {
				this.context.traffic().open();
			}
			OomScore.ofThisProcess().restore();
			if (!this.ownership.isOwner()) {
				this.ownership.take(Map.of());
			}
			if (!this.context.status().isLeading()) {
				this.ownership.lead();
			}
			if (this.context.status().snapshot().state().isBusy()) {
				this.context.store().confirm(this.context.self().version());
				this.context.status().succeed();
			}
			outlive();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void outlive() throws InterruptedException {
		if (!this.predecessor.process().awaitExit(PREDECESSOR_EXIT)) {
			logger.warn("The predecessor (pid {}) has not gone; it is killed", this.predecessor.info().pid());
			this.predecessor.process().kill();
		}
		this.done = true;
		this.alone.countDown();
		this.predecessor.conversation().close();
		this.predecessor.directory().delete();
		this.context.store().cleanTemporaryDirectories(Set.of(this.context.self().number()));
		this.context.status().generations(List.of(this.context.self().as(Role.SERVING, Gate.OPEN)));
	}

	private void leave(int code, Reason reason, String why) {
		if (!this.leaving) {
			this.leaving = true;
			this.predecessor.conversation().say(Message.because(Message.Type.BYE, reason, why));
		}
		this.context.leave().leave(code, why);
	}

}
