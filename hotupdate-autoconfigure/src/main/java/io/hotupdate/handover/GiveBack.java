package io.hotupdate.handover;

import java.time.Duration;
import java.util.Map;

import io.hotupdate.BackgroundWork.LastRun;
import io.hotupdate.UpdateSnapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a successor gives the traffic back: gate closed, store given up, drained.
 */
final class GiveBack {

	private static final Logger logger = LoggerFactory.getLogger(GiveBack.class);

	/** How long the requests that wait for this very update may take to be answered. */
	private static final Duration ANSWER_WAITING = Duration.ofSeconds(5);

	private final GenerationContext context;

	private final Predecessor predecessor;

	private final Ownership ownership;

	GiveBack(GenerationContext context, Predecessor predecessor, Ownership ownership) {
		this.context = context;
		this.predecessor = predecessor;
		this.ownership = ownership;
	}

	void run(Message takeBack) throws InterruptedException {
		logger.warn("The predecessor takes the traffic back ({}): {}", takeBack.reason(), takeBack.text());
		this.context.traffic().close();
		Map<String, LastRun> lastRuns = this.ownership.giveUp();
		this.predecessor.conversation().say(Message.released(lastRuns));
		long deadline = System.nanoTime() + this.context.settings().drainTimeout().toNanos();
		while (this.context.traffic().drain().remaining() > 0 && System.nanoTime() - deadline < 0) {
			this.predecessor.next(SuccessorRole.POLL);
		}
		answerWaiting();
	}

	/** Those who asked for the rollback here are told how it ended. */
	private void answerWaiting() throws InterruptedException {
		UpdateSnapshot told = this.context.status().await(UpdateSnapshot::isFinished, ANSWER_WAITING);
		if (!told.isFinished() && this.predecessor.conversation().hasEnded()) {
			throw PredecessorGone.died();
		}
		this.context.traffic().awaitExempt(ANSWER_WAITING);
	}

}
