package io.hotupdate.handover;

import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

import io.hotupdate.GenerationInfo.Gate;
import io.hotupdate.GenerationInfo.Role;
import io.hotupdate.Reason;
import io.hotupdate.UpdateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a successor comes up and takes over: warm, ready, gate open, owner.
 */
final class Takeover {

	private static final Logger logger = LoggerFactory.getLogger(Takeover.class);

	private final GenerationContext context;

	private final Predecessor predecessor;

	private final LocalApplication application;

	private final Ownership ownership;

	private final SelfReport report;

	Takeover(GenerationContext context, Predecessor predecessor, LocalApplication application, Ownership ownership,
			SelfReport report) {
		this.context = context;
		this.predecessor = predecessor;
		this.application = application;
		this.ownership = ownership;
		this.report = report;
	}

	/**
	 * Take over when the predecessor says so.
	 * @throws PredecessorGone if the predecessor has died or says goodbye
	 */
	void run() throws InterruptedException {
		becomeReady();
		open();
	}

	private void becomeReady() throws InterruptedException {
		Conversation conversation = this.predecessor.conversation();
		conversation.say(Message.of(Message.Type.STARTED));
		warmUp();
		while (!this.application.isReady()) {
			if (conversation.hasEnded()) {
				TimeUnit.MILLISECONDS.sleep(SuccessorRole.POLL.toMillis());
			}
			else {
				this.predecessor.next(SuccessorRole.POLL);
			}
		}
		this.report.ready();
		conversation.say(Message.ready(this.context.self().version().value()));
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

	private void open() throws InterruptedException {
		this.predecessor.expect(Message.Type.TAKE_OVER);
		this.context.traffic().open();
		logger.info("Gate opened; generation {} accepts", this.context.self().number());
		this.predecessor.conversation().say(Message.of(Message.Type.OPENED));
		Message own = this.predecessor.expect(Message.Type.OWN);
		if (own.snapshot() != null) {
			this.context.status().mirror(own.snapshot());
		}
		this.predecessor.info(Role.DRAINING, Gate.CLOSED);
		this.ownership.take(own.lastRunsOrNone());
		this.predecessor.conversation().say(Message.of(Message.Type.OWNED));
		this.ownership.lead();
	}

}
