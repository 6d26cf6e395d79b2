package io.hotupdate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Version, state and progress of this instance under one lock. Every change goes through
 * {@link #transition}: lock, check, swap, raise the revision, write it down, unlock, tell
 * the listeners in order. The generation that owns the store leads; the other one shows
 * what the owner tells it.
 */
public final class UpdateStatus {

	/** More than the changes that a dead owner may have shown but not written down. */
	private static final long REVISION_GAP = 1000;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final EventNotifier notifier = new EventNotifier();

	private final Clock clock;

	private final UpdateRecord record;

	private volatile UpdateSnapshot snapshot;

	private boolean leading;

	private boolean ending;

	/**
	 * Create the status of an instance about which nothing is known yet.
	 * @param currentVersion the version that this generation runs
	 * @param self this generation
	 * @param handover how this instance hands over
	 * @param journal where the record is kept
	 * @param clock the clock
	 */
	public UpdateStatus(String currentVersion, GenerationInfo self, HandoverInfo handover, UpdateJournal journal,
			Clock clock) {
		this.clock = clock;
		this.record = new UpdateRecord(journal);
		this.snapshot = new UpdateSnapshot(1, UpdateState.IDLE, clock.instant(), UpdateState.IDLE.allowed(null),
				currentVersion, null, null, null, null, 0, 0, -1, null, null, Map.of(), null, null, null, false, null,
				null, List.of(), null, null, List.of(), null, null, List.of(self), handover);
	}

	/**
	 * What is known now.
	 * @return the last snapshot
	 */
	public UpdateSnapshot snapshot() {
		return this.snapshot;
	}

	/**
	 * Updates that have ended.
	 * @return the last 50, the newest first
	 */
	public List<UpdateSnapshot> history() {
		this.lock.lock();
		try {
			if (!this.leading) {
				this.record.read();
			}
			return this.record.history();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * How many updates ended in which way.
	 * @return the numbers since the store was made; as they were when this generation
	 * last led, unless it does
	 */
	public UpdateTotals totals() {
		this.lock.lock();
		try {
			return this.record.totals();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Find an update, running or ended.
	 * @param known what to look for
	 * @return the update
	 */
	public Optional<UpdateSnapshot> find(Predicate<UpdateSnapshot> known) {
		UpdateSnapshot latest = this.snapshot;
		if (latest.updateId() != null && known.test(latest)) {
			return Optional.of(latest);
		}
		return history().stream().filter(known).findFirst();
	}

	/**
	 * Wait for a condition.
	 * @param condition the condition
	 * @param timeout how long to wait at most
	 * @return the snapshot that fulfilled it, or the last one when the time has passed or
	 * this process ends
	 * @throws InterruptedException if interrupted
	 */
	public UpdateSnapshot await(Predicate<UpdateSnapshot> condition, Duration timeout) throws InterruptedException {
		long remaining = timeout.toNanos();
		this.lock.lockInterruptibly();
		try {
			while (remaining > 0 && !this.ending && !condition.test(this.snapshot)) {
				remaining = this.changed.awaitNanos(remaining);
			}
			return this.snapshot;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * This process ends: whoever waits gets what is known now.
	 */
	public void endWaiting() {
		this.lock.lock();
		try {
			this.ending = true;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Listen to changes of state and phase and to the ends of updates.
	 * @param listener is called in order, on one thread, without the lock
	 */
	public void addListener(Consumer<HotUpdateEvent> listener) {
		this.notifier.add(listener);
	}

	/**
	 * Listen to every snapshot of a leading status, mere progress too.
	 * @param observer is called in order, on one thread, without the lock
	 */
	public void addObserver(Consumer<UpdateSnapshot> observer) {
		this.notifier.observe(observer);
	}

	/**
	 * Whether this generation owns the update.
	 * @return {@code true} if it leads, {@code false} if it shows what the owner tells
	 */
	public boolean isLeading() {
		this.lock.lock();
		try {
			return this.leading;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Lead from now on: the store was taken. At a start, an update that a dead process
	 * left in the middle is found and reported.
	 * @param interrupted whether an update under way in the record has died with its
	 * process
	 */
	public void lead(boolean interrupted) {
		this.lock.lock();
		try {
			UpdateSnapshot written = this.record.read();
			UpdateSnapshot mine = this.snapshot;
			this.leading = true;
			if (written == null) {
				return;
			}
			long revision = Math.max(mine.revision(), written.revision()) + REVISION_GAP;
			boolean newer = mine.updateId() == null
					|| (written.updateId() != null && written.revision() > mine.revision() && !interrupted);
			SnapshotDraft draft = new SnapshotDraft(newer ? written : mine, this.clock.instant());
			draft.currentVersion(mine.currentVersion());
			draft.generations(mine.generations());
			draft.handover(mine.handover());
			this.snapshot = draft.build(revision);
		}
		finally {
			this.lock.unlock();
		}
		if (interrupted && this.snapshot.state().isBusy()) {
			fail(Outcome.INTERRUPTED, Reason.INTERRUPTED,
					"The process died in the middle of the update to " + this.snapshot.targetVersion() + " ("
							+ stage(this.snapshot) + "). " + this.snapshot.currentVersion()
							+ " serves; perhaps you should look at the end of its log, then retry");
		}
	}

	/**
	 * Stop leading: the store was given up. What is known stays until the new owner tells
	 * more.
	 */
	public void follow() {
		this.lock.lock();
		try {
			this.leading = false;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Show what the owner tells. Nothing happens while this status leads, or if the
	 * snapshot is older than what is known.
	 * @param told the owner's snapshot
	 */
	public void mirror(UpdateSnapshot told) {
		this.lock.lock();
		try {
			if (!this.leading && told.revision() > this.snapshot.revision()) {
				this.snapshot = told;
				this.changed.signalAll();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Record a phase.
	 * @param phase the phase that begins
	 */
	public void phase(UpdatePhase phase) {
		transition(UpdateStatus::requireApplying, (draft) -> {
			draft.stage(UpdateState.APPLYING, phase);
			if (phase == UpdatePhase.DRAINING) {
				draft.served();
				draft.currentVersion(String.valueOf(this.snapshot.targetVersion()));
			}
		});
	}

	/**
	 * Record progress within the phase.
	 * @param percent of the phase
	 */
	public void progress(int percent) {
		transition(UpdateStatus::requireApplying, (draft) -> {
			UpdatePhase phase = this.snapshot.phase();
			if (phase != null) {
				draft.progress(phase.progress(percent));
			}
		});
	}

	/**
	 * Record how the successor's command line differs.
	 * @param differences one line each, values masked
	 */
	public void commandDifferences(List<String> differences) {
		transition(UpdateStatus::requireApplying, (draft) -> draft.commandDifferences(differences));
	}

	/**
	 * Record how the predecessor's drain goes.
	 * @param drain the drain
	 */
	public void drain(DrainInfo drain) {
		transition(UpdateStatus::requireApplying, (draft) -> draft.drain(drain));
	}

	/**
	 * Record how the new release stands against the limits of its probation.
	 * @param probation the limits as last measured
	 */
	public void probation(ProbationInfo probation) {
		transition(UpdateStatus::requireApplying, (draft) -> draft.probation(probation));
	}

	/**
	 * Record a change of the database's schema that the successor has made.
	 * @param migration what has changed it
	 */
	public void migrated(String migration) {
		transition(UpdateStatus::requireApplying, (draft) -> {
			List<String> migrations = new ArrayList<>(this.snapshot.migrations());
			migrations.add(migration);
			draft.migrations(migrations);
		});
	}

	/**
	 * Record when the probation ends.
	 * @param end its end
	 */
	public void probationEndsAt(Instant end) {
		transition(UpdateStatus::requireApplying, (draft) -> draft.probationEndsAt(end));
	}

	/**
	 * Record the living generations.
	 * @param generations the generations
	 */
	public void generations(List<GenerationInfo> generations) {
		transition((snapshot) -> {
		}, (draft) -> draft.generations(generations));
	}

	/**
	 * Record which version serves and in which generations.
	 * @param currentVersion the version that serves
	 * @param generations the living generations
	 */
	public void serving(String currentVersion, List<GenerationInfo> generations) {
		transition((snapshot) -> {
		}, (draft) -> {
			draft.currentVersion(currentVersion);
			draft.generations(generations);
		});
	}

	/**
	 * Record how this instance hands over.
	 * @param handover the handover
	 */
	public void handover(HandoverInfo handover) {
		transition((snapshot) -> {
		}, (draft) -> draft.handover(handover));
	}

	/**
	 * Record what begins when the update has ended.
	 * @param request the update that waits, or {@code null} for none
	 * @return the snapshot
	 */
	public UpdateSnapshot queue(@Nullable UpdateRequest request) {
		return transition(UpdateStatus::requireBusy, (draft) -> draft.queued(request));
	}

	/**
	 * Record when the failed update begins again by itself.
	 * @param updateId the update
	 * @param retryAt when
	 */
	void retryAt(String updateId, Instant retryAt) {
		transition((snapshot) -> {
			if (snapshot.state() != UpdateState.FAILED || !updateId.equals(snapshot.updateId())) {
				throw new IllegalStateException("The failed update " + updateId + " is not the last one any more");
			}
		}, (draft) -> draft.retryAt(retryAt));
	}

	/**
	 * End the update well.
	 */
	public void succeed() {
		transition(UpdateStatus::requireApplying,
				(draft) -> draft.end(UpdateState.IDLE, Outcome.SUCCEEDED, null, null));
	}

	/**
	 * End the update badly.
	 * @param outcome how it ended
	 * @param reason why
	 * @param message what went wrong and what to do
	 */
	public void fail(Outcome outcome, Reason reason, String message) {
		transition(UpdateStatus::requireBusy,
				(draft) -> draft.end(UpdateState.FAILED, outcome, reason, withMigrations(message)));
	}

	/**
	 * End the update badly: this generation has the traffic back.
	 * @param currentVersion the version that serves again
	 * @param generations the generations that live
	 * @param reason why
	 * @param message what went wrong and what to do
	 */
	public void takenBack(String currentVersion, List<GenerationInfo> generations, Reason reason, String message) {
		transition(UpdateStatus::requireBusy, (draft) -> {
			draft.currentVersion(currentVersion);
			draft.generations(generations);
			draft.end(UpdateState.FAILED, Outcome.TAKEN_BACK, reason, withMigrations(message));
		});
	}

	/** A failed update is not quite as if nothing had happened. */
	String withMigrations(String message) {
		List<String> migrations = this.snapshot.migrations();
		return migrations.isEmpty() ? message
				: message + ". Migrations applied by it stay: " + String.join(", ", migrations)
						+ "; perhaps you should see that the release that serves bears them (docs/migrations.md)";
	}

	UpdateSnapshot transition(Consumer<UpdateSnapshot> check, Consumer<SnapshotDraft> change) {
		this.lock.lock();
		try {
			UpdateSnapshot before = this.snapshot;
			check.accept(before);
			SnapshotDraft draft = new SnapshotDraft(before, this.clock.instant());
			change.accept(draft);
			UpdateSnapshot after = draft.build(before.revision() + 1);
			if (after.isFinished() && !before.isFinished()) {
				this.record.remember(after);
			}
			boolean stageChanged = before.state() != after.state() || before.phase() != after.phase()
					|| before.outcome() != after.outcome();
			boolean queueChanged = !Objects.equals(before.queued(), after.queued());
			boolean retryChanged = !Objects.equals(before.retryAt(), after.retryAt());
			boolean schemaChanged = !before.migrations().equals(after.migrations());
			if (this.leading && (stageChanged || queueChanged || retryChanged || schemaChanged)) {
				this.record.write(after);
			}
			this.snapshot = after;
			this.changed.signalAll();
			this.notifier.enqueue(stageChanged ? new HotUpdateEvent(before.state(), before.phase(), after) : null,
					after);
			return after;
		}
		finally {
			this.lock.unlock();
		}
	}

	private static void requireApplying(UpdateSnapshot snapshot) {
		if (snapshot.state() != UpdateState.APPLYING) {
			throw new IllegalStateException("No update is being applied but the state is " + snapshot.state());
		}
	}

	private static void requireBusy(UpdateSnapshot snapshot) {
		if (!snapshot.state().isBusy()) {
			throw new IllegalStateException("No update is under way but the state is " + snapshot.state());
		}
	}

	static String stage(UpdateSnapshot snapshot) {
		UpdatePhase phase = snapshot.phase();
		return (snapshot.state() == UpdateState.APPLYING && phase != null) ? phase.name() : snapshot.state().name();
	}

	/**
	 * Wait until the listeners have been told of all that has happened so far.
	 * @param timeout how long at most
	 * @throws InterruptedException if interrupted
	 */
	void flush(Duration timeout) throws InterruptedException {
		this.notifier.flush(timeout.toNanos(), TimeUnit.NANOSECONDS);
	}

}
