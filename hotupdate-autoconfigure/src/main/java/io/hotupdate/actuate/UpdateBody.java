package io.hotupdate.actuate;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.hotupdate.DrainInfo;
import io.hotupdate.GenerationInfo;
import io.hotupdate.HandoverInfo;
import io.hotupdate.ProbationInfo;
import io.hotupdate.Reason;
import io.hotupdate.UpdatePhase;
import io.hotupdate.UpdateRequest;
import io.hotupdate.UpdateSnapshot;
import io.hotupdate.UpdateState;
import io.hotupdate.Verb;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * An {@link UpdateSnapshot} as the endpoint shows it. What is not known is left out.
 *
 * @param updateId the id of the running or last update
 * @param currentVersion the version that serves
 * @param targetVersion the version of the update
 * @param state what the instance is doing
 * @param phase the phase of the update
 * @param progress 0 to 100
 * @param bytes bytes of the release that have arrived
 * @param outcome how it ended, or {@code ALREADY_CURRENT} if there was nothing to do
 * @param reason why it failed, a fixed code
 * @param retryable whether a retry is worth it
 * @param allowed the verbs that the state takes
 * @param revision rises with each change
 * @param since when the state or phase began
 * @param startedAt when the update was asked for
 * @param finishedAt when it ended
 * @param servedAt when the new version began to serve
 * @param probationEndsAt when the probation ends
 * @param timings milliseconds in DOWNLOADING and in each phase
 * @param error what went wrong and what to do
 * @param commandDifferences how the successor's command line differs, values masked
 * @param drain how the predecessor's drain goes
 * @param probation how the new release stands against the limits of its probation
 * @param migrations changes of the database's schema that the successor has made
 * @param queued what begins when this update has ended
 * @param retryAt when the failed update begins again by itself
 * @param generations the living generations
 * @param handover how this instance hands over
 */
record UpdateBody(@Nullable String updateId, String currentVersion, @Nullable String targetVersion, UpdateState state,
		@Nullable UpdatePhase phase, @Nullable Integer progress, @Nullable Bytes bytes, @Nullable String outcome,
		@Nullable Reason reason, boolean retryable, List<String> allowed, long revision, Instant since,
		@Nullable Instant startedAt, @Nullable Instant finishedAt, @Nullable Instant servedAt,
		@Nullable Instant probationEndsAt, @Nullable Map<String, Long> timings, @Nullable Fault error,
		@Nullable List<String> commandDifferences, @Nullable DrainInfo drain, @Nullable ProbationInfo probation,
		@Nullable List<String> migrations, @Nullable Queued queued, @Nullable Instant retryAt,
		List<GenerationInfo> generations, HandoverInfo handover) implements OperationResponseBody {

	static UpdateBody of(UpdateSnapshot snapshot) {
		if (snapshot.updateId() == null) {
			return withoutUpdate(snapshot, null, null);
		}
		return new UpdateBody(snapshot.updateId(), snapshot.currentVersion(), snapshot.targetVersion(),
				snapshot.state(), snapshot.phase(), snapshot.progress(), Bytes.of(snapshot),
				(snapshot.outcome() != null) ? snapshot.outcome().name() : null, snapshot.reason(),
				snapshot.retryable(), ids(snapshot.allowed()), snapshot.revision(), snapshot.since(),
				snapshot.startedAt(), snapshot.finishedAt(), snapshot.servedAt(), snapshot.probationEndsAt(),
				snapshot.timings(), Fault.of(snapshot), snapshot.commandDifferences(), snapshot.drain(),
				snapshot.probation(), snapshot.migrations(), Queued.of(snapshot), snapshot.retryAt(),
				snapshot.generations(), snapshot.handover());
	}

	static UpdateBody alreadyCurrent(UpdateSnapshot now) {
		return withoutUpdate(now, now.currentVersion(), "ALREADY_CURRENT");
	}

	private static UpdateBody withoutUpdate(UpdateSnapshot now, @Nullable String target, @Nullable String outcome) {
		return new UpdateBody(null, now.currentVersion(), target, now.state(), null, null, null, outcome, null, false,
				ids(now.allowed()), now.revision(), now.since(), null, null, null, null, null, null, null, null, null,
				null, null, null, now.generations(), now.handover());
	}

	static List<String> ids(Collection<Verb> verbs) {
		return verbs.stream().sorted().map(Verb::id).toList();
	}

	/**
	 * Bytes of the release.
	 *
	 * @param done bytes that have arrived
	 * @param total bytes in all, if known
	 */
	record Bytes(long done, @Nullable Long total) {

		static Bytes of(UpdateSnapshot snapshot) {
			return new Bytes(snapshot.bytesDone(), (snapshot.bytesTotal() >= 0) ? snapshot.bytesTotal() : null);
		}

	}

	/**
	 * An update that waits for the end of this one.
	 *
	 * @param version its version
	 * @param artifact the location of its jar, if named
	 */
	record Queued(String version, @Nullable String artifact) {

		static @Nullable Queued of(UpdateSnapshot snapshot) {
			UpdateRequest queued = snapshot.queued();
			return (queued != null) ? new Queued(queued.version().value(), queued.artifact()) : null;
		}

	}

	/**
	 * What went wrong.
	 *
	 * @param reason the fixed code
	 * @param message what went wrong and what to do
	 */
	record Fault(Reason reason, String message) {

		static @Nullable Fault of(UpdateSnapshot snapshot) {
			Reason reason = snapshot.reason();
			return (reason != null) ? new Fault(reason, String.valueOf(snapshot.message())) : null;
		}

	}

}
