package io.hotupdate;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one update that waits for the end of another. It begins in whichever generation
 * owns the instance then.
 */
final class UpdateQueue {

	private static final Logger logger = LoggerFactory.getLogger(UpdateQueue.class);

	/** How long the owner may take to write it down when another generation was asked. */
	private static final Duration OWNER = Duration.ofSeconds(5);

	private final UpdateStatus status;

	private final Handover handover;

	UpdateQueue(UpdateStatus status, Handover handover, Consumer<UpdateRequest> start) {
		this.status = status;
		this.handover = handover;
		status.addObserver((snapshot) -> next().ifPresent(start));
	}

	/** What may begin now. */
	private Optional<UpdateRequest> next() {
		UpdateSnapshot now = this.status.snapshot();
		boolean free = !now.state().isBusy() && now.allowed().contains(Verb.START) && this.status.isLeading();
		return free ? Optional.ofNullable(now.queued()) : Optional.empty();
	}

	UpdateSnapshot add(UpdateRequest request) {
		UpdateRequest waiting = this.status.snapshot().queued();
		if (waiting != null && waiting.asksTheSameAs(request)) {
			return this.status.snapshot();
		}
		if (waiting != null) {
			throw new UpdateException(Reason.WRONG_STATE, "The update to " + waiting.version()
					+ " waits already; perhaps you should cancel that one first, by the verb cancel");
		}
		UpdateSnapshot queued = set(request);
		logger.info("The update to {} waits for the end of the one to {}", request.version(), queued.targetVersion());
		return queued;
	}

	UpdateSnapshot clear() {
		return set(null);
	}

	private UpdateSnapshot set(@Nullable UpdateRequest request) {
		if (this.status.isLeading()) {
			return this.status.queue(request);
		}
		this.handover.queue(request);
		try {
			return this.status.await(
					(now) -> Objects.equals(now.queued(), request) || !now.state().isBusy() || this.status.isLeading(),
					OWNER);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return this.status.snapshot();
		}
	}

}
