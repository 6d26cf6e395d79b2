package io.hotupdate.handover;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.hotupdate.BackgroundWork.LastRun;
import io.hotupdate.DrainInfo;
import io.hotupdate.GenerationInfo;
import io.hotupdate.GenerationInfo.Gate;
import io.hotupdate.GenerationInfo.Role;
import io.hotupdate.ProbationInfo;
import io.hotupdate.Reason;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdateRequest;
import io.hotupdate.UpdateSnapshot;
import io.hotupdate.Verb;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The predecessor after the switch: drains, stands by through the probation, and either
 * goes or takes the traffic back. It alone decides which.
 */
final class Standby {

	private static final Logger logger = LoggerFactory.getLogger(Standby.class);

	private static final Duration POLL = Duration.ofMillis(100);

	/**
	 * How long a successor that lives may take to give the store up before it is killed.
	 */
	private static final Duration RELEASE = Duration.ofSeconds(5);

	private static final Duration OWN = Duration.ofSeconds(10);

	/** How long the requests that wait for this very update may take to be answered. */
	private static final Duration ANSWER_WAITING = Duration.ofSeconds(5);

	private final GenerationContext context;

	private final Successor successor;

	private final Judge judge;

	private volatile @Nullable Verb wanted;

	private volatile boolean standing = true;

	private volatile boolean successorLeaving;

	private volatile boolean leaving;

	Standby(GenerationContext context, Successor successor, Judge judge) {
		this.context = context;
		this.successor = successor;
		this.judge = judge;
	}

	void begin(long switched) {
		Thread thread = new Thread(() -> run(switched), "hotupdate-standby");
		thread.setDaemon(true);
		thread.start();
	}

	boolean isStanding() {
		return this.standing;
	}

	boolean isSuccessorLeaving() {
		return this.successorLeaving;
	}

	void end(Verb verb) {
		this.wanted = verb;
	}

	/** The successor owns the update, and what waits for its end. */
	void queue(@Nullable UpdateRequest request) {
		this.successor.say(Message.queue(request));
	}

	/** This process was asked to stop: an operator's stop stops both generations. */
	void stop() {
		if (!this.leaving) {
			this.leaving = true;
			this.successor.say(Message.because(Message.Type.BYE, Reason.STOPPED, "The application is being stopped"));
		}
	}

	private void run(long switched) {
		try {
			drain(switched);
			withIdle(IdleResources::shrink);
			probation(switched);
			confirm();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (UpdateException ex) {
			decide(ex);
		}
		catch (RuntimeException ex) {
			logger.error("Standing by failed; the traffic is taken back", ex);
			decide(new TakeBack(Reason.INTERNAL, "Standing by failed unexpectedly: " + ex));
		}
		finally {
			this.judge.close();
		}
	}

	private void drain(long switched) throws InterruptedException {
		long deadline = switched + this.context.settings().drainTimeout().toNanos();
		DrainInfo told = this.context.traffic().drain();
		while (told.remaining() > 0 && System.nanoTime() - deadline < 0) {
			watch();
			DrainInfo now = this.context.traffic().drain();
			if (!now.equals(told)) {
				this.successor.say(Message.drain(Message.Type.DRAIN, now));
			}
			told = now;
		}
		DrainInfo drained = (told.remaining() > 0) ? cut() : told;
		this.successor.say(Message.drain(Message.Type.DRAINED, drained));
	}

	private DrainInfo cut() {
		DrainInfo info = this.context.traffic().cut();
		logger.warn("The drain timeout of {} has passed; connections cut: {}", this.context.settings().drainTimeout(),
				info.cut());
		return info;
	}

	private void probation(long switched) throws InterruptedException {
		long deadline = switched + this.context.settings().probation().toNanos();
		while (System.nanoTime() - deadline < 0 && this.wanted != Verb.CONFIRM) {
			watch();
		}
	}

	private void watch() throws InterruptedException {
		Verb verb = this.wanted;
		if (verb == Verb.ROLLBACK) {
			throw new TakeBack(Reason.REQUESTED, "Rolled back on request");
		}
		Message message = this.successor.next(POLL);
		if (message == null || message.type() == null) {
			return;
		}
		switch (message.type()) {
			case UNREADY -> throw new TakeBack(Reason.SUCCESSOR_UNREADY, message.textOr("It is no longer ready"));
			case MEASURED -> judge(message);
			case ROLLBACK -> this.wanted = Verb.ROLLBACK;
			case CONFIRM -> this.wanted = Verb.CONFIRM;
			default -> logger.debug("Passed over {} while standing by", message.type());
		}
	}

	private void judge(Message message) {
		this.judge.hear(message.measured());
		TakeBack broken = this.judge.broken();
		if (broken != null) {
			throw broken;
		}
		ProbationInfo news = this.judge.news();
		if (news != null) {
			this.successor.say(Message.judged(news));
		}
	}

	private void confirm() throws InterruptedException {
		logger.info("The probation of generation {} is over: {}", this.successor.info().number(), this.judge.summary());
		ProbationInfo found = this.judge.info();
		if (found != null) {
			this.successor.say(Message.judged(found));
		}
		this.successor.say(Message.of(Message.Type.CONFIRMED));
		this.successor.expect(System.nanoTime() + this.context.settings().heartbeatTimeout().toNanos(),
				Message.Type.GO);
		this.standing = false;
		this.context.leave().succeededBy(this.successor.info());
		this.context.status().await(UpdateSnapshot::isFinished, ANSWER_WAITING);
		this.context.traffic().awaitExempt(ANSWER_WAITING);
		leave(0, "generation " + this.successor.info().number() + " is confirmed");
	}

	private void leave(int code, String why) {
		if (!this.leaving) {
			this.leaving = true;
			this.successor.say(Message.because(Message.Type.BYE, Reason.REQUESTED, why));
		}
		this.context.leave().leave(code, why);
	}

	private void decide(UpdateException reason) {
		if (this.leaving) {
			return;
		}
		if (reason.reason() == Reason.STOPPED) {
			logger.info("Generation {} was asked to stop; this one goes too", this.successor.info().number());
			this.standing = false;
			this.leaving = true;
			this.context.leave().leave(0, "the application was asked to stop");
			return;
		}
		try {
			takeBack(reason);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void takeBack(UpdateException reason) throws InterruptedException {
		long decided = System.nanoTime();
		withIdle(IdleResources::restore);
		this.context.traffic().open();
		logger.warn("Traffic taken back from generation {} within {} µs ({}): {}", this.successor.info().number(),
				TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - decided), reason.reason(), reason.getMessage());
		Map<String, LastRun> lastRuns = (reason instanceof TakeBack) ? release(reason) : null;
		boolean released = lastRuns != null;
		if (!released) {
			this.successor.kill();
		}
		this.successorLeaving = released;
		this.standing = false;
		this.successor.info(Role.DRAINING, Gate.CLOSED);
		own((lastRuns != null) ? lastRuns : Map.of());
		List<GenerationInfo> generations = released
				? List.of(this.context.self().as(Role.SERVING, Gate.OPEN), this.successor.info())
				: List.of(this.context.self().as(Role.SERVING, Gate.OPEN));
		this.context.status().lead(false);
		ProbationInfo found = this.judge.info();
		if (found != null) {
			this.context.status().probation(found);
		}
		this.context.status()
			.takenBack(this.context.self().version().value(), generations, reason.reason(),
					reason.getMessage() + ". " + this.context.self().version() + " serves again");
		awaitLeaving(released);
	}

	/** Saves a little, and is never worth a request. */
	private void withIdle(Consumer<IdleResources> what) {
		try {
			what.accept(this.context.idle());
		}
		catch (RuntimeException ex) {
			logger.warn("What is idle while this generation stands by stays as it is", ex);
		}
	}

	/** When the successor ran each job last, {@code null} if it did not let go. */
	private @Nullable Map<String, LastRun> release(UpdateException reason) throws InterruptedException {
		this.successor
			.say(Message.because(Message.Type.TAKE_BACK, reason.reason(), String.valueOf(reason.getMessage())));
		try {
			Duration release = RELEASE.plus(this.context.background().stopTimeout());
			return this.successor.expect(System.nanoTime() + release.toNanos(), Message.Type.RELEASED).lastRunsOrNone();
		}
		catch (UpdateException ex) {
			logger.warn("Generation {} did not give the store up: {}", this.successor.info().number(), ex.getMessage());
			return null;
		}
	}

	private void own(Map<String, LastRun> lastRuns) throws InterruptedException {
		if (this.context.store().own(OWN)) {
			this.context.background().start(lastRuns);
		}
		if (!this.context.store()
			.current()
			.map((release) -> release.version().equals(this.context.self().version()))
			.orElse(true)) {
			this.context.store().confirm(this.context.self().version());
		}
		this.context.store().clearPending();
	}

	private void awaitLeaving(boolean released) throws InterruptedException {
		if (released && !this.successor.awaitExit(this.context.settings().drainTimeout().plusSeconds(30))) {
			logger.warn("Generation {} has not gone within the drain timeout", this.successor.info().number());
		}
		this.successor.kill();
		this.context.store().cleanTemporaryDirectories(Set.of(this.context.self().number()));
		this.successorLeaving = false;
		this.context.status().generations(List.of(this.context.self().as(Role.SERVING, Gate.OPEN)));
	}

}
