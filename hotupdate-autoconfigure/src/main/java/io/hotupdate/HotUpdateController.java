package io.hotupdate;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The verbs of updating: start, pause, resume, cancel, retry, rollback and confirm. Each
 * returns the snapshot that it led to, or refuses with an {@link UpdateException} that
 * names the state and what is allowed. Of concurrent callers exactly one start wins.
 */
public final class HotUpdateController {

	private static final DateTimeFormatter ID = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

	private static final Logger logger = LoggerFactory.getLogger(HotUpdateController.class);

	private final Random random = new SecureRandom();

	private final UpdateStatus status;

	private final ReleaseFetcher fetcher;

	private final Handover handover;

	private final UpdateWorker worker;

	private final UpdateQueue queue;

	private final Clock clock;

	/**
	 * Create a controller.
	 * @param status version, state and progress
	 * @param fetcher where releases come from
	 * @param handover gives the traffic to a release
	 * @param clock the clock
	 */
	public HotUpdateController(UpdateStatus status, ReleaseFetcher fetcher, Handover handover, Clock clock) {
		this.status = status;
		this.fetcher = fetcher;
		this.handover = handover;
		this.clock = clock;
		this.worker = new UpdateWorker(status, fetcher, handover);
		this.queue = new UpdateQueue(status, handover, this::startQueued);
	}

	/**
	 * What is known now.
	 * @return the last snapshot
	 */
	public UpdateSnapshot snapshot() {
		return this.status.snapshot();
	}

	/**
	 * Updates that have ended.
	 * @return the last 50, the newest first
	 */
	public List<UpdateSnapshot> history() {
		return this.status.history();
	}

	/**
	 * Find an update, running or ended.
	 * @param updateId its id
	 * @return the update
	 */
	public Optional<UpdateSnapshot> find(String updateId) {
		return this.status.find((snapshot) -> updateId.equals(snapshot.updateId()));
	}

	/**
	 * All checks that can be made without starting anything.
	 * @return the findings
	 */
	public List<Handover.Finding> plan() {
		return this.handover.plan();
	}

	/**
	 * Wait for a condition.
	 * @param condition the condition
	 * @param timeout how long at most
	 * @return the snapshot that fulfilled it, or the last one
	 * @throws InterruptedException if interrupted
	 */
	public UpdateSnapshot await(Predicate<UpdateSnapshot> condition, Duration timeout) throws InterruptedException {
		return this.status.await(condition, timeout);
	}

	/**
	 * Listen to changes of state and phase and to the ends of updates.
	 * @param listener is called in order, on one thread
	 */
	public void addListener(Consumer<HotUpdateEvent> listener) {
		this.status.addListener(listener);
	}

	/**
	 * Start an update. The same request again, while it runs or with the same idempotency
	 * key at any time, returns the same update; a request for the version that already
	 * serves changes nothing.
	 * @param request what is asked for
	 * @return the snapshot of the update
	 * @throws UpdateException if it is refused; nothing has changed then
	 */
	public UpdateSnapshot start(UpdateRequest request) {
		try {
			return startUnlessKnown(request);
		}
		catch (UpdateException ex) {
			if (ex.reason() != Reason.WRONG_STATE) {
				throw ex;
			}
			// the same request may have won the race while this one was checked
			return known(request).orElseThrow(() -> ex);
		}
	}

	/**
	 * Start an update, or have it wait for the end of the one that is under way. One can
	 * wait; it begins whichever way the other ends, unless the process dies in its
	 * middle.
	 * @param request what is asked for
	 * @return the snapshot of the update, or of the one under way, in which this one is
	 * queued
	 * @throws UpdateException if it is refused; nothing has changed then
	 */
	public UpdateSnapshot startOrQueue(UpdateRequest request) {
		Optional<UpdateSnapshot> known = known(request);
		if (known.isPresent()) {
			return known.get();
		}
		if (!snapshot().state().isBusy()) {
			return start(request);
		}
		this.fetcher.check(request);
		return this.queue.add(request);
	}

	/**
	 * Begin the update to the release of a process that has come by itself. Of several
	 * that come at once one wins.
	 * @param version its version, which may be the one that serves
	 * @param newcomer the process
	 * @return the snapshot of the update
	 * @throws UpdateException if it is refused; nothing has changed then
	 */
	public UpdateSnapshot takeOver(Version version, Newcomer newcomer) {
		requireAllowed(snapshot(), Verb.START);
		requirePossible((finding) -> finding.reason() == Reason.WRONG_STATE);
		UpdateRequest request = new UpdateRequest(version, null, null, null);
		UpdateSnapshot begun = this.status.transition((now) -> requireAllowed(now, Verb.START),
				(draft) -> draft.begin(newId(), request));
		this.worker.run(begun, newcomer);
		return begun;
	}

	/** What stands in its way is recorded: nobody waits for an answer. */
	private void startQueued(UpdateRequest request) {
		UpdateSnapshot begun = this.status.transition((now) -> requireAllowed(now, Verb.START),
				(draft) -> draft.begin(newId(), request));
		try {
			requirePossible();
			this.worker.run(begun);
		}
		catch (UpdateException ex) {
			logger.warn("The update to {} had waited and cannot begin ({}): {}", request.version(), ex.reason(),
					ex.getMessage());
			this.status.fail(Outcome.FAILED, ex.reason(), String.valueOf(ex.getMessage()));
		}
	}

	private UpdateSnapshot startUnlessKnown(UpdateRequest request) {
		Optional<UpdateSnapshot> known = known(request);
		if (known.isPresent()) {
			return known.get();
		}
		UpdateSnapshot now = snapshot();
		if (!now.state().isBusy() && isCurrent(now, request)) {
			return now;
		}
		requireAllowed(now, Verb.START);
		this.fetcher.check(request);
		requirePossible();
		return begin(Verb.START, request);
	}

	/**
	 * Apply a verb other than {@link Verb#START}.
	 * @param verb the verb
	 * @return the snapshot that it led to
	 * @throws UpdateException if the state does not allow it
	 */
	public UpdateSnapshot apply(Verb verb) {
		return switch (verb) {
			case START -> throw new UpdateException(Reason.BAD_REQUEST,
					"A start needs a version; perhaps you should POST {\"version\":\"1.1.0\"} to the endpoint itself");
			case PAUSE -> pause();
			case RESUME -> resume();
			case CANCEL -> cancel();
			case RETRY -> retry();
			case ROLLBACK -> rollback();
			case CONFIRM -> confirm();
		};
	}

	/**
	 * Let the download rest; what has arrived is kept.
	 * @return the snapshot
	 */
	public UpdateSnapshot pause() {
		UpdateSnapshot paused = this.status.transition((now) -> requireAllowed(now, Verb.PAUSE),
				(draft) -> draft.stage(UpdateState.PAUSED, null));
		this.worker.interrupt();
		return paused;
	}

	/**
	 * Go on with the download.
	 * @return the snapshot
	 */
	public UpdateSnapshot resume() {
		UpdateSnapshot resumed = this.status.transition((now) -> requireAllowed(now, Verb.RESUME),
				(draft) -> draft.stage(UpdateState.DOWNLOADING, null));
		this.worker.run(resumed);
		return resumed;
	}

	/**
	 * Give the update up before it is applied, put a failed one away, or, while it is
	 * applied, have the one that waits not begin.
	 * @return the snapshot
	 */
	public UpdateSnapshot cancel() {
		UpdateSnapshot before = snapshot();
		if (before.state() == UpdateState.APPLYING && before.queued() != null) {
			return this.queue.clear();
		}
		UpdateSnapshot cancelled = this.status.transition((now) -> requireAllowed(now, Verb.CANCEL), (draft) -> {
			if (this.status.snapshot().state() == UpdateState.FAILED) {
				draft.stage(UpdateState.IDLE, this.status.snapshot().phase());
			}
			else {
				draft.end(UpdateState.IDLE, Outcome.CANCELLED, Reason.REQUESTED, "Cancelled on request");
			}
		});
		if (before.state().isBusy()) {
			this.worker.interrupt();
		}
		this.worker.discard(Objects.requireNonNull(cancelled.request()));
		return cancelled;
	}

	/**
	 * Begin a failed update again with the same request.
	 * @return the snapshot of the new update
	 */
	public UpdateSnapshot retry() {
		UpdateSnapshot failed = snapshot();
		requireAllowed(failed, Verb.RETRY);
		UpdateRequest request = Objects.requireNonNull(failed.request());
		requirePossible();
		return begin(Verb.RETRY, request);
	}

	/**
	 * Give the traffic back to the predecessor, while it stands by; afterwards begin an
	 * update to the release that was current before.
	 * @return the snapshot
	 * @throws UpdateException if it is refused; with {@link Reason#RELEASE_NOT_FOUND} if
	 * no release before this one is kept
	 */
	public UpdateSnapshot rollback() {
		UpdateSnapshot now = snapshot();
		requireAllowed(now, Verb.ROLLBACK);
		if (now.state().isBusy()) {
			return endProbation(Verb.ROLLBACK);
		}
		UpdateRequest previous = this.fetcher.previous()
			.orElseThrow(() -> new UpdateException(Reason.RELEASE_NOT_FOUND, "The store keeps no release before "
					+ now.currentVersion() + "; perhaps you should start an update to the version that you want"));
		requirePossible();
		return begin(Verb.ROLLBACK, previous);
	}

	/**
	 * End the probation early: the new release stays.
	 * @return the snapshot
	 */
	public UpdateSnapshot confirm() {
		return endProbation(Verb.CONFIRM);
	}

	private UpdateSnapshot endProbation(Verb verb) {
		requireAllowed(snapshot(), verb);
		this.handover.endProbation(verb);
		return snapshot();
	}

	private UpdateSnapshot begin(Verb verb, UpdateRequest request) {
		UpdateSnapshot begun = this.status.transition((now) -> requireAllowed(now, verb),
				(draft) -> draft.begin(newId(), request));
		this.worker.run(begun);
		return begun;
	}

	private Optional<UpdateSnapshot> known(UpdateRequest request) {
		UpdateSnapshot latest = snapshot();
		if (latest.state().isBusy() && latest.request() != null && latest.request().asksTheSameAs(request)) {
			return Optional.of(latest);
		}
		String key = request.idempotencyKey();
		return (key == null) ? Optional.empty() : this.status.find((update) -> hasKey(update.request(), key));
	}

	private static boolean hasKey(@Nullable UpdateRequest request, String key) {
		return request != null && key.equals(request.idempotencyKey());
	}

	private static boolean isCurrent(UpdateSnapshot now, UpdateRequest request) {
		return now.currentVersion().equals(request.version().value());
	}

	private void requirePossible() {
		requirePossible((finding) -> true);
	}

	private void requirePossible(Predicate<Handover.Finding> concerned) {
		List<Handover.Finding> blocking = plan().stream().filter(Handover.Finding::blocking).filter(concerned).toList();
		if (blocking.isEmpty()) {
			return;
		}
		String text = blocking.stream()
			.map((finding) -> finding.message() + "; " + finding.remedy())
			.collect(Collectors.joining(". "));
		throw new UpdateException(blocking.get(0).reason(), text);
	}

	private void requireAllowed(UpdateSnapshot now, Verb verb) {
		// what the snapshot takes off beyond its state, the plan refuses and says why
		if (now.state().allowed(now.phase()).contains(verb)) {
			return;
		}
		String allowed = now.allowed().isEmpty() ? "nothing but to wait"
				: now.allowed().stream().sorted().map(Verb::id).collect(Collectors.joining(", "));
		throw new UpdateException(Reason.WRONG_STATE,
				"Cannot " + verb.id() + " in state " + UpdateStatus.stage(now)
						+ ((now.targetVersion() != null && now.state().isBusy())
								? " of the update to " + now.targetVersion() : "")
						+ "; allowed now: " + allowed + ((verb == Verb.START) ? waiting(now) : ""));
	}

	private String waiting(UpdateSnapshot now) {
		Instant end = now.probationEndsAt();
		if (end == null) {
			return "";
		}
		long seconds = Math.max(0, Duration.between(this.clock.instant(), end).toSeconds());
		return ". The probation ends in " + seconds + " s; perhaps you should wait for that, confirm or roll back"
				+ " first, or send \"queue\": true";
	}

	private String newId() {
		return ID.format(this.clock.instant()) + "-" + String.format("%06x", this.random.nextInt(1 << 24));
	}

}
