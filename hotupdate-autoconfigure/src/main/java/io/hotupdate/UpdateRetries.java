package io.hotupdate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins a failed update again by itself, where another try may help
 * ({@link Reason#isRetryable()}) and no person has said anything else meanwhile. A
 * release that the traffic was taken back from is left to a person.
 */
public final class UpdateRetries implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(UpdateRetries.class);

	private final HotUpdateController controller;

	private final UpdateStatus status;

	private final RestartPolicy policy;

	private final Clock clock;

	private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread thread = new Thread(task, "hotupdate-retry");
		thread.setDaemon(true);
		return thread;
	});

	/** The last update of which it is settled whether it begins again. */
	private @Nullable String settled;

	private @Nullable Version version;

	/**
	 * Watch the updates of this instance.
	 * @param controller begins them again
	 * @param status tells of their ends
	 * @param policy when, and how often
	 * @param clock the clock
	 */
	public UpdateRetries(HotUpdateController controller, UpdateStatus status, RestartPolicy policy, Clock clock) {
		this.controller = controller;
		this.status = status;
		this.policy = policy;
		this.clock = clock;
		UpdateSnapshot before = status.snapshot();
		this.settled = before.updateId();
		Instant due = before.retryAt();
		if (due != null) {
			// the process has ended while it waited
			schedule(Objects.requireNonNull(before.updateId()), due);
		}
		status.addObserver(this::look);
	}

	private synchronized void look(UpdateSnapshot snapshot) {
		if (snapshot.isFinished() && !Objects.equals(snapshot.updateId(), this.settled) && this.status.isLeading()
				&& !this.timer.isShutdown()) {
			this.settled = snapshot.updateId();
			settle(snapshot);
		}
	}

	private synchronized void settle(UpdateSnapshot ended) {
		Version version = Objects.requireNonNull(ended.request()).version();
		if (ended.outcome() != Outcome.FAILED || !version.equals(this.version)) {
			this.policy.reset();
		}
		this.version = version;
		if (ended.outcome() != Outcome.FAILED || !ended.retryable() || ended.reason() == Reason.STOPPED
				|| ended.queued() != null) {
			return;
		}
		RestartPolicy.Decision decision = this.policy.failed(false);
		Duration delay = decision.after();
		if (delay == null) {
			logger.warn("The update to {} does not begin again by itself. {}", version, decision.text());
			return;
		}
		String id = Objects.requireNonNull(ended.updateId());
		Instant due = this.clock.instant().plus(delay);
		try {
			this.status.retryAt(id, due);
		}
		catch (IllegalStateException ex) {
			logger.debug("A person was faster", ex);
			return;
		}
		logger.info("The update to {} begins again at {} ({})", version, due, decision.text());
		schedule(id, due);
	}

	private void schedule(String id, Instant due) {
		long delay = Math.max(0, Duration.between(this.clock.instant(), due).toMillis());
		this.timer.schedule(() -> again(id), delay, TimeUnit.MILLISECONDS);
	}

	private void again(String id) {
		UpdateSnapshot now = this.status.snapshot();
		if (!id.equals(now.updateId()) || now.retryAt() == null || !this.status.isLeading()) {
			logger.debug("Update {} has been dealt with", id);
			return;
		}
		try {
			this.controller.retry();
		}
		catch (UpdateException ex) {
			logger.warn("The update to {} could not begin again: {}", now.targetVersion(), ex.getMessage());
			settle(now);
		}
	}

	@Override
	public void close() {
		this.timer.shutdownNow();
	}

}
