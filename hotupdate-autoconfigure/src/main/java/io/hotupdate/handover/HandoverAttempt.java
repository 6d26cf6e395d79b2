package io.hotupdate.handover;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.hotupdate.BackgroundWork.LastRun;
import io.hotupdate.GenerationInfo.Gate;
import io.hotupdate.GenerationInfo.Role;
import io.hotupdate.HandoverProgress;
import io.hotupdate.Reason;
import io.hotupdate.Release;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdatePhase;
import io.hotupdate.UpdateSnapshot;
import io.hotupdate.UpdateStatus;
import io.hotupdate.release.Store;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt at a handover, seen from the predecessor: start the successor, have it warm
 * up, give it the traffic, or undo all of it.
 */
final class HandoverAttempt {

	private static final Logger logger = LoggerFactory.getLogger(HandoverAttempt.class);

	private static final Duration OWN = Duration.ofSeconds(10);

	private final GenerationContext context;

	private final UpdateStatus status;

	private final Store store;

	private final Generation self;

	private final Traffic traffic;

	private final HandoverSettings settings;

	private final SuccessorStarter starter;

	private final BooleanSupplier stopping;

	private final Judge judge;

	private volatile @Nullable Successor successor;

	private volatile @Nullable Standby standby;

	private volatile boolean switching;

	HandoverAttempt(GenerationContext context, SuccessorStarter starter, BooleanSupplier stopping) {
		this.context = context;
		this.status = context.status();
		this.store = context.store();
		this.self = context.self();
		this.traffic = context.traffic();
		this.settings = context.settings();
		this.starter = starter;
		this.stopping = stopping;
		this.judge = Judge.begin(this.settings, context.measures());
	}

	void run(Release release, HandoverProgress progress) throws IOException, InterruptedException {
		long begun = System.nanoTime();
		Successor successor = start(release, progress, begun);
		warmUp(successor, release, progress, begun);
		handOver(successor, progress);
	}

	void tell(UpdateSnapshot snapshot) {
		Successor successor = this.successor;
		if (successor != null) {
			successor.say(Message.snapshot(Message.Type.SNAPSHOT, snapshot));
		}
	}

	/**
	 * The predecessor's part after the switch.
	 * @return the standby, {@code null} before
	 */
	@Nullable Standby standby() {
		return this.standby;
	}

	private Successor start(Release release, HandoverProgress progress, long begun)
			throws IOException, InterruptedException {
		progress.phase(UpdatePhase.STARTING);
		long deadline = deadline(begun);
		this.starter.start(release, this.self.as(Role.SERVING, Gate.OPEN), this.status.snapshot(),
				progress::commandDifferences, this::started, this.status::mirror, deadline);
		Successor successor = Objects.requireNonNull(this.successor);
		successor.expect(deadline, Message.Type.STARTED);
		return successor;
	}

	private void started(Successor successor) {
		this.successor = successor;
		successor.onMigrated(this.status::migrated);
		show(Role.SERVING, Gate.OPEN, successor);
		if (this.stopping.getAsBoolean()) {
			throw new UpdateException(Reason.STOPPED, "The application is being stopped");
		}
	}

	private void warmUp(Successor successor, Release release, HandoverProgress progress, long begun)
			throws InterruptedException {
		progress.phase(UpdatePhase.WARMING);
		long deadline = deadline(begun);
		Message message = successor.expect(deadline, Message.Type.WARMING, Message.Type.READY);
		while (message.type() != Message.Type.READY) {
			if (message.percent() != null) {
				progress.progress(message.percent());
			}
			message = successor.expect(deadline, Message.Type.WARMING, Message.Type.READY);
		}
		if (!release.version().value().equals(message.text())) {
			throw new UpdateException(Reason.VERSION_REPORTED,
					"The successor reports version " + message.text() + " but " + release.version()
							+ " was asked for; perhaps you should see which build went into this jar, or whether"
							+ " hotupdate.version is set");
		}
	}

	private void handOver(Successor successor, HandoverProgress progress) throws InterruptedException {
		progress.phase(UpdatePhase.HANDING_OVER);
		this.switching = true;
		if (this.stopping.getAsBoolean()) {
			throw new UpdateException(Reason.STOPPED, "The application is being stopped");
		}
		successor.say(Message.of(Message.Type.TAKE_OVER));
		successor.expect(switchDeadline(), Message.Type.OPENED);
		successor.info(Role.SERVING, Gate.OPEN);
		long closing = System.nanoTime();
		this.traffic.close();
		this.judge.freeze();
		logger.info("Gate closed in {} µs; generation {} accepts",
				TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - closing), successor.info().number());
		show(Role.DRAINING, Gate.CLOSED, successor);
		this.status.follow();
		Map<String, LastRun> lastRuns = this.context.background().stop();
		this.store.disown();
		Standby standby = new Standby(this.context, successor, this.judge);
		successor.say(Message.own(this.status.snapshot(), lastRuns));
		successor.expect(switchDeadline(), Message.Type.OWNED);
		this.standby = standby;
		this.switching = false;
		standby.begin(System.nanoTime());
	}

	/**
	 * Whatever was begun is undone: this generation serves, owns the store and is alone.
	 */
	void giveUp() {
		this.judge.close();
		if (this.stopping.getAsBoolean() && this.switching) {
			// the successor may have accepted connections: it ends by the goodbye it was
			// told
			return;
		}
		boolean switching = this.switching;
		this.switching = false;
		this.traffic.open();
		Successor successor = this.successor;
		if (successor != null) {
			if (switching && successor.saidGoodbye()) {
				// it may have accepted connections, which it finishes on its way out
				awaitExit(successor);
			}
			successor.kill();
		}
		own();
		if (!this.status.isLeading()) {
			this.status.lead(false);
		}
		this.status.serving(this.self.version().value(), List.of(this.self.as(Role.SERVING, Gate.OPEN)));
		this.store.clearPending();
		if (successor != null) {
			this.store.cleanTemporaryDirectories(Set.of(this.self.number()));
		}
		this.successor = null;
	}

	private void awaitExit(Successor successor) {
		try {
			successor.awaitExit(this.settings.drainTimeout());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void own() {
		try {
			if (this.store.own(OWN)) {
				this.context.background().start(Map.of());
			}
			else {
				logger.error("Another process holds the store although the successor is gone");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * This process was asked to stop: its partner is told, a successor that does not
	 * serve yet is ended.
	 */
	void stop() {
		Standby standby = this.standby;
		if (standby != null) {
			standby.stop();
			return;
		}
		Successor successor = this.successor;
		if (successor != null) {
			logger.info("The application is being stopped: generation {} goes too", successor.info().number());
			successor.say(Message.because(Message.Type.BYE, Reason.STOPPED, "The application is being stopped"));
			if (!this.switching) {
				successor.kill();
			}
			awaitRecord();
		}
	}

	private void awaitRecord() {
		try {
			this.status.await((snapshot) -> !snapshot.state().isBusy(), OWN);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void show(Role role, Gate gate, Successor successor) {
		this.status.generations(List.of(this.self.as(role, gate), successor.info()));
	}

	/** For one step: this process may have been stopped for long in the one before. */
	private long switchDeadline() {
		return System.nanoTime() + this.settings.heartbeatTimeout().multipliedBy(2).toNanos();
	}

	private long deadline(long begun) {
		return begun + this.settings.startTimeout(lastStart()).toNanos();
	}

	private Duration lastStart() {
		return this.status.history()
			.stream()
			.filter((update) -> update.servedAt() != null)
			.findFirst()
			.map((update) -> Duration.ofMillis(update.timings().getOrDefault(UpdatePhase.STARTING.name(), 0L)
					+ update.timings().getOrDefault(UpdatePhase.WARMING.name(), 0L)))
			.orElse(Duration.ZERO);
	}

}
