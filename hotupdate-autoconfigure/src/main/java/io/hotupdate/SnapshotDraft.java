package io.hotupdate;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The next snapshot while {@link UpdateStatus} makes it, under its lock.
 */
final class SnapshotDraft {

	private final UpdateSnapshot base;

	private final Instant now;

	private UpdateState state;

	private @Nullable UpdatePhase phase;

	private Instant since;

	private String currentVersion;

	private @Nullable String updateId;

	private @Nullable UpdateRequest request;

	private int progress;

	private long bytesDone;

	private long bytesTotal;

	private @Nullable Instant startedAt;

	private @Nullable Instant finishedAt;

	private Map<String, Long> timings;

	private @Nullable Outcome outcome;

	private @Nullable Reason reason;

	private @Nullable String message;

	private @Nullable Instant servedAt;

	private @Nullable Instant probationEndsAt;

	private List<String> commandDifferences;

	private @Nullable DrainInfo drain;

	private @Nullable ProbationInfo probation;

	private List<String> migrations;

	private @Nullable UpdateRequest queued;

	private @Nullable Instant retryAt;

	private List<GenerationInfo> generations;

	private HandoverInfo handover;

	SnapshotDraft(UpdateSnapshot base, Instant now) {
		this.base = base;
		this.now = now;
		this.state = base.state();
		this.phase = base.phase();
		this.since = base.since();
		this.currentVersion = base.currentVersion();
		this.updateId = base.updateId();
		this.request = base.request();
		this.progress = base.progress();
		this.bytesDone = base.bytesDone();
		this.bytesTotal = base.bytesTotal();
		this.startedAt = base.startedAt();
		this.finishedAt = base.finishedAt();
		this.timings = base.timings();
		this.outcome = base.outcome();
		this.reason = base.reason();
		this.message = base.message();
		this.servedAt = base.servedAt();
		this.probationEndsAt = base.probationEndsAt();
		this.commandDifferences = base.commandDifferences();
		this.drain = base.drain();
		this.probation = base.probation();
		this.migrations = base.migrations();
		this.queued = base.queued();
		this.retryAt = base.retryAt();
		this.generations = base.generations();
		this.handover = base.handover();
	}

	void begin(String updateId, UpdateRequest request) {
		this.updateId = updateId;
		this.request = request;
		this.progress = 0;
		this.bytesDone = 0;
		this.bytesTotal = -1;
		this.startedAt = this.now;
		this.finishedAt = null;
		this.timings = Map.of();
		this.outcome = null;
		this.reason = null;
		this.message = null;
		this.servedAt = null;
		this.probationEndsAt = null;
		this.commandDifferences = List.of();
		this.drain = null;
		this.probation = null;
		this.migrations = List.of();
		this.queued = null;
		this.state = UpdateState.DOWNLOADING;
		this.phase = null;
		this.since = this.now;
		this.retryAt = null;
	}

	void stage(UpdateState state, @Nullable UpdatePhase phase) {
		this.retryAt = null;
		if (this.base.state().isBusy()) {
			Map<String, Long> timings = new LinkedHashMap<>(this.timings);
			String stage = (this.base.state() == UpdateState.APPLYING && this.base.phase() != null)
					? this.base.phase().name() : this.base.state().name();
			timings.merge(stage, Duration.between(this.since, this.now).toMillis(), Long::sum);
			this.timings = timings;
		}
		this.state = state;
		this.phase = phase;
		this.since = this.now;
		if (phase != null) {
			progress(phase.progress(0));
		}
	}

	void progress(int progress) {
		this.progress = Math.max(this.progress, Math.min(100, progress));
	}

	void bytes(long done, long total) {
		this.bytesDone = done;
		this.bytesTotal = total;
		if (total > 0) {
			progress((int) Math.min(UpdatePhase.VERIFYING.progress(0),
					UpdatePhase.VERIFYING.progress(0) * done / total));
		}
	}

	void end(UpdateState state, Outcome outcome, @Nullable Reason reason, @Nullable String message) {
		UpdatePhase reached = this.phase;
		stage(state, null);
		this.phase = reached;
		this.outcome = outcome;
		this.reason = reason;
		this.message = message;
		this.finishedAt = this.now;
		this.probationEndsAt = null;
		if (outcome == Outcome.INTERRUPTED) {
			this.queued = null;
		}
		if (outcome == Outcome.SUCCEEDED) {
			progress(100);
		}
	}

	void currentVersion(String currentVersion) {
		this.currentVersion = currentVersion;
	}

	void served() {
		this.servedAt = this.now;
	}

	void probationEndsAt(@Nullable Instant probationEndsAt) {
		this.probationEndsAt = probationEndsAt;
	}

	void commandDifferences(List<String> commandDifferences) {
		this.commandDifferences = commandDifferences;
	}

	void drain(DrainInfo drain) {
		this.drain = drain;
	}

	void probation(ProbationInfo probation) {
		this.probation = probation;
	}

	void migrations(List<String> migrations) {
		this.migrations = migrations;
	}

	void queued(@Nullable UpdateRequest queued) {
		this.queued = queued;
	}

	void retryAt(Instant retryAt) {
		this.retryAt = retryAt;
	}

	void generations(List<GenerationInfo> generations) {
		this.generations = generations;
	}

	void handover(HandoverInfo handover) {
		this.handover = handover;
	}

	private Set<Verb> allowed() {
		Set<Verb> allowed = this.state.allowed(this.phase);
		if (isPreviousLeaving()) {
			allowed.removeAll(EnumSet.of(Verb.START, Verb.RETRY, Verb.ROLLBACK));
		}
		if (this.queued != null) {
			allowed.add(Verb.CANCEL);
		}
		return allowed;
	}

	/** Never more than two generations: a start waits for the one that drains. */
	private boolean isPreviousLeaving() {
		return this.outcome == Outcome.TAKEN_BACK && this.generations.size() > 1;
	}

	UpdateSnapshot build(long revision) {
		return new UpdateSnapshot(revision, this.state, this.since, allowed(), this.currentVersion, this.updateId,
				this.request, (this.request != null) ? this.request.version().value() : null, this.phase, this.progress,
				this.bytesDone, this.bytesTotal, this.startedAt, this.finishedAt,
				Collections.unmodifiableMap(this.timings), this.outcome, this.reason, this.message,
				this.reason != null && this.reason.isRetryable(), this.servedAt, this.probationEndsAt,
				List.copyOf(this.commandDifferences), this.drain, this.probation, List.copyOf(this.migrations),
				this.queued, this.retryAt, List.copyOf(this.generations), this.handover);
	}

}
