package io.hotupdate.handover;

import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.hotupdate.DrainInfo;
import io.hotupdate.GenerationInfo.Gate;
import io.hotupdate.GenerationInfo.Role;
import io.hotupdate.Outcome;
import io.hotupdate.Reason;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdatePhase;
import io.hotupdate.UpdateSnapshot;
import io.hotupdate.UpdateStatus;
import io.hotupdate.Verb;
import io.hotupdate.release.Store;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The successor's part of a handover, on a thread of its own: warm up, take over, prove
 * itself, and stay or go.
 */
final class SuccessorRole {

	private static final Logger logger = LoggerFactory.getLogger(SuccessorRole.class);

	private static final Duration POLL = Duration.ofMillis(100);

	private static final Duration OWN = Duration.ofSeconds(60);

	/** How long the requests that wait for this very update may take to be answered. */
	private static final Duration ANSWER_WAITING = Duration.ofSeconds(5);

	private static final Duration PREDECESSOR_EXIT = Duration.ofMinutes(2);

	private final UpdateStatus status;

	private final Store store;

	private final Generation self;

	private final Traffic traffic;

	private final HandoverSettings settings;

	private final Leave leave;

	private final Clock clock;

	private final Predecessor predecessor;

	private final LocalApplication application;

	private final UnreadyWatch unready;

	private volatile boolean leaving;

	private final CountDownLatch alone = new CountDownLatch(1);

	private volatile boolean done;

	private boolean owner;

	private long switched;

	SuccessorRole(GenerationContext context, Predecessor predecessor, LocalApplication application) {
		this.status = context.status();
		this.store = context.store();
		this.self = context.self();
		this.traffic = context.traffic();
		this.settings = context.settings();
		this.leave = context.leave();
		this.clock = context.clock();
		this.predecessor = predecessor;
		this.application = application;
		this.unready = new UnreadyWatch(application, this.settings.unreadyGrace());
		predecessor.mirrorTo(this.status::mirror);
		this.status.addObserver(this::tell);
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
			becomeReady();
			takeOver();
			prove();
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

	private void recordStop() {
		if (this.status.isLeading() && this.status.snapshot().state().isBusy()) {
			this.status.fail(Outcome.INTERRUPTED, Reason.STOPPED,
					"The application was stopped before the update was confirmed; the next start runs the release before it");
		}
	}

	private void becomeReady() throws InterruptedException {
		Conversation conversation = this.predecessor.conversation();
		conversation.say(Message.of(Message.Type.STARTED));
		warmUp();
		while (!this.application.isReady()) {
			if (conversation.hasEnded()) {
				TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
			}
			else {
				this.predecessor.next(POLL);
			}
		}
		conversation.say(Message.ready(this.self.version().value()));
	}

	private void warmUp() throws InterruptedException {
		Conversation conversation = this.predecessor.conversation();
		try {
			this.application.warmUp(this.predecessor.directory().warmUp(), (percent) -> warming(conversation, percent));
		}
		catch (PredecessorGone ex) {
			logger.warn("The predecessor has died: the warm-up is cut short");
		}
		catch (UncheckedIOException ex) {
			throw new UpdateException(Reason.SUCCESSOR_NOT_READY,
					"It does not answer over its own HTTP stack: " + ex.getMessage(), ex);
		}
	}

	private static void warming(Conversation conversation, int percent) {
		if (conversation.hasEnded()) {
			throw PredecessorGone.died();
		}
		conversation.say(Message.warming(percent));
	}

	private void takeOver() throws InterruptedException {
		this.predecessor.expect(Message.Type.TAKE_OVER);
		this.traffic.open();
		logger.info("Gate opened; generation {} accepts", this.self.number());
		this.predecessor.conversation().say(Message.of(Message.Type.OPENED));
		Message own = this.predecessor.expect(Message.Type.OWN);
		if (own.snapshot() != null) {
			this.status.mirror(own.snapshot());
		}
		this.predecessor.info(Role.DRAINING, Gate.CLOSED);
		lead();
		this.predecessor.conversation().say(Message.of(Message.Type.OWNED));
	}

	private void lead() throws InterruptedException {
		if (!this.store.own(OWN)) {
			throw new IllegalStateException("Another process holds the store; this generation cannot take it over");
		}
		this.owner = true;
		this.switched = System.nanoTime();
		this.status.lead(false);
		show();
		if (!this.status.snapshot().state().isBusy()) {
			// the traffic was taken back, but the predecessor died
			this.status.serving(this.self.version().value(), List.of(this.self.as(Role.SERVING, Gate.OPEN)));
			return;
		}
		this.status.phase(UpdatePhase.DRAINING);
		this.status.probationEndsAt(this.clock.instant().plus(this.settings.probation()));
	}

	private void prove() throws InterruptedException {
		while (true) {
			Message message = this.predecessor.next(POLL);
			this.unready.tooLong().ifPresent(this::sayUnready);
			watchPredecessor();
			if (message == null || message.type() == null) {
				continue;
			}
			switch (message.type()) {
				case DRAIN -> drain(message.drain());
				case DRAINED -> {
					drain(message.drain());
					this.predecessor.info(Role.STANDBY, Gate.CLOSED);
					show();
					this.status.phase(UpdatePhase.PROBATION);
				}
				case CONFIRMED -> {
					confirm();
					return;
				}
				case TAKE_BACK -> {
					giveBack(message);
					return;
				}
				default -> logger.debug("Passed over {} in probation", message.type());
			}
		}
	}

	private void drain(@Nullable DrainInfo drain) {
		if (drain != null) {
			this.status.drain(drain);
		}
	}

	private void sayUnready(Duration unready) {
		this.predecessor.conversation()
			.say(Message.because(Message.Type.UNREADY, Reason.SUCCESSOR_UNREADY,
					"Generation " + this.self.number() + " has been unready for " + unready.toSeconds()
							+ " s; perhaps you should look at its readiness group"));
	}

	/** A predecessor that was stopped must not keep the probation open for ever. */
	private void watchPredecessor() {
		boolean silent = this.predecessor.conversation().silence().compareTo(this.settings.heartbeatTimeout()) > 0;
		boolean over = System.nanoTime() - this.switched > this.settings.probation().toNanos();
		if (silent && over && this.predecessor.process().isAlive()) {
			logger.warn("The predecessor (pid {}) does not answer and the probation is over: it is killed",
					this.predecessor.info().pid());
			this.predecessor.process().kill();
		}
	}

	private void confirm() throws InterruptedException {
		this.store.confirm(this.self.version());
		this.predecessor.conversation().say(Message.of(Message.Type.GO));
		this.status.succeed();
		logger.info("Version {} is confirmed as generation {}", this.self.version(), this.self.number());
		outlive();
	}

	/** The predecessor died: serve as soon as possible, and stay. */
	private void stayAlone() {
		try {
			logger.warn("The predecessor (generation {}, pid {}) has died; this generation serves",
					this.predecessor.info().number(), this.predecessor.info().pid());
			if (!this.traffic.isOpen()) {
				this.traffic.open();
			}
			if (!this.owner) {
				lead();
			}
			if (this.status.snapshot().state().isBusy()) {
				this.store.confirm(this.self.version());
				this.status.succeed();
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
		this.store.cleanTemporaryDirectories(Set.of(this.self.number()));
		this.status.generations(List.of(this.self.as(Role.SERVING, Gate.OPEN)));
	}

	private void giveBack(Message takeBack) throws InterruptedException {
		logger.warn("The predecessor takes the traffic back ({}): {}", takeBack.reason(), takeBack.text());
		this.traffic.close();
		this.status.follow();
		this.store.disown();
		this.owner = false;
		this.predecessor.conversation().say(Message.of(Message.Type.RELEASED));
		long deadline = System.nanoTime() + this.settings.drainTimeout().toNanos();
		while (this.traffic.drain().remaining() > 0 && System.nanoTime() - deadline < 0) {
			this.predecessor.next(POLL);
		}
		answerWaiting();
		leave(0, Reason.REQUESTED, "the traffic was taken back");
	}

	/** Those who asked for the rollback here are told how it ended. */
	private void answerWaiting() throws InterruptedException {
		UpdateSnapshot told = this.status.await(UpdateSnapshot::isFinished, ANSWER_WAITING);
		if (!told.isFinished() && this.predecessor.conversation().hasEnded()) {
			throw PredecessorGone.died();
		}
		this.traffic.awaitExempt(ANSWER_WAITING);
	}

	private void leave(int code, Reason reason, String why) {
		if (!this.leaving) {
			this.leaving = true;
			this.predecessor.conversation().say(Message.because(Message.Type.BYE, reason, why));
		}
		this.leave.leave(code, why);
	}

	private void show() {
		this.status.generations(List.of(this.predecessor.info(), this.self.as(Role.SERVING, Gate.OPEN)));
	}

}
