package io.hotupdate.handover;

import java.time.Duration;

import io.hotupdate.DrainInfo;
import io.hotupdate.GenerationInfo.Gate;
import io.hotupdate.GenerationInfo.Role;
import io.hotupdate.ProbationInfo;
import io.hotupdate.Reason;
import io.hotupdate.UpdatePhase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The probation on the successor's side: tell of the predecessor's drain, watch the own
 * readiness and the predecessor, until it gives its verdict.
 */
final class Proof {

	private static final Logger logger = LoggerFactory.getLogger(Proof.class);

	private final GenerationContext context;

	private final Predecessor predecessor;

	private final Ownership ownership;

	private final UnreadyWatch unready;

	private final SelfReport report;

	Proof(GenerationContext context, Predecessor predecessor, LocalApplication application, Ownership ownership,
			SelfReport report) {
		this.context = context;
		this.predecessor = predecessor;
		this.ownership = ownership;
		this.report = report;
		this.unready = new UnreadyWatch(application, context.settings().unreadyGrace());
	}

	/**
	 * Wait for the predecessor's verdict.
	 * @return {@link Message.Type#CONFIRMED} or {@link Message.Type#TAKE_BACK}
	 * @throws PredecessorGone if the predecessor has died or says goodbye
	 */
	Message run() throws InterruptedException {
		while (true) {
			Message message = this.predecessor.next(SuccessorRole.POLL);
			this.unready.tooLong().ifPresent(this::sayUnready);
			this.report.tell();
			watchPredecessor();
			if (message == null || message.type() == null) {
				continue;
			}
			switch (message.type()) {
				case DRAIN -> drain(message.drain());
				case DRAINED -> {
					drain(message.drain());
					this.predecessor.info(Role.STANDBY, Gate.CLOSED);
					this.ownership.show();
					this.context.status().phase(UpdatePhase.PROBATION);
				}
				case JUDGED -> judged(message.probation());
				case QUEUE -> this.context.status().queue(message.request());
				case CONFIRMED, TAKE_BACK -> {
					return message;
				}
				default -> logger.debug("Passed over {} in probation", message.type());
			}
		}
	}

	private void drain(@Nullable DrainInfo drain) {
		if (drain != null) {
			this.context.status().drain(drain);
		}
	}

	private void judged(@Nullable ProbationInfo probation) {
		if (probation != null) {
			this.context.status().probation(probation);
		}
	}

	private void sayUnready(Duration unready) {
		this.predecessor.conversation()
			.say(Message.because(Message.Type.UNREADY, Reason.SUCCESSOR_UNREADY,
					"Generation " + this.context.self().number() + " has been unready for " + unready.toSeconds()
							+ " s; perhaps you should look at its readiness group"));
	}

	/** A predecessor that was stopped must not keep the probation open for ever. */
	private void watchPredecessor() {
		boolean silent = this.predecessor.conversation()
			.silence()
			.compareTo(this.context.settings().heartbeatTimeout()) > 0;
		boolean over = System.nanoTime() - this.ownership.switched() > this.context.settings().probation().toNanos();
		if (silent && over && this.predecessor.process().isAlive()) {
			logger.warn("The predecessor (pid {}) does not answer and the probation is over: it is killed",
					this.predecessor.info().pid());
			this.predecessor.process().kill();
		}
	}

}
