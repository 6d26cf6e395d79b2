package io.hotupdate;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What is known of the instance and its last update at one moment. The same from either
 * generation.
 *
 * @param revision rises with each snapshot, across generations too
 * @param state what the instance is doing
 * @param since when this state or phase began
 * @param allowed the verbs that are taken now; none of start, retry and rollback while a
 * generation that the traffic was taken back from still drains
 * @param currentVersion the version that serves
 * @param updateId the id of the running or last update, {@code null} before the first
 * @param request what was asked for
 * @param targetVersion the version of the running or last update
 * @param phase the phase of {@link UpdateState#APPLYING}, or the last one reached
 * @param progress 0 to 100, never going back within an update
 * @param bytesDone bytes of the release that have arrived
 * @param bytesTotal bytes of the release, -1 if unknown
 * @param startedAt when the update was asked for
 * @param finishedAt when it ended
 * @param timings milliseconds spent in DOWNLOADING and in each phase
 * @param outcome how it ended, {@code null} while it runs
 * @param reason why it failed
 * @param message what went wrong and what to do
 * @param retryable whether the same request may succeed without anything being mended
 * @param servedAt when the new version began to serve
 * @param probationEndsAt when the probation ends
 * @param commandDifferences how the successor's command line differs, values masked
 * @param drain how the predecessor's drain goes
 * @param probation how the new release stands against the limits of its probation,
 * {@code null} before it
 * @param migrations changes of the database's schema that the successor has made; they
 * stay when it goes
 * @param queued what begins when this update has ended, {@code null} if nothing waits
 * @param retryAt when the failed update begins again by itself, {@code null} if it does
 * not
 * @param generations the living generations
 * @param handover how this instance hands over
 */
public record UpdateSnapshot(long revision, UpdateState state, Instant since, Set<Verb> allowed, String currentVersion,
		@Nullable String updateId, @Nullable UpdateRequest request, @Nullable String targetVersion,
		@Nullable UpdatePhase phase, int progress, long bytesDone, long bytesTotal, @Nullable Instant startedAt,
		@Nullable Instant finishedAt, Map<String, Long> timings, @Nullable Outcome outcome, @Nullable Reason reason,
		@Nullable String message, boolean retryable, @Nullable Instant servedAt, @Nullable Instant probationEndsAt,
		List<String> commandDifferences, @Nullable DrainInfo drain, @Nullable ProbationInfo probation,
		List<String> migrations, @Nullable UpdateRequest queued, @Nullable Instant retryAt,
		List<GenerationInfo> generations, HandoverInfo handover) {

	/**
	 * Create a snapshot.
	 */
	public UpdateSnapshot {
		// a generation of an older version does not tell of them
		migrations = Objects.requireNonNullElse(migrations, List.of());
	}

	/**
	 * Whether the update of this snapshot has come to its end.
	 * @return {@code true} if it has an outcome
	 */
	public boolean isFinished() {
		return this.outcome != null;
	}

	/**
	 * Whether the new version of this snapshot's update serves.
	 * @return {@code true} from the switch on, unless the traffic was taken back
	 */
	public boolean isServing() {
		return this.servedAt != null && (this.outcome == null || this.outcome == Outcome.SUCCEEDED);
	}

}
