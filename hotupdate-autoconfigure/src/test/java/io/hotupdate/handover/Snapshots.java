package io.hotupdate.handover;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.hotupdate.DrainInfo;
import io.hotupdate.GenerationInfo;
import io.hotupdate.GenerationInfo.Gate;
import io.hotupdate.GenerationInfo.Role;
import io.hotupdate.HandoverInfo;
import io.hotupdate.Outcome;
import io.hotupdate.ProbationInfo;
import io.hotupdate.ProbationInfo.Limit;
import io.hotupdate.ProbationInfo.Verdict;
import io.hotupdate.Reason;
import io.hotupdate.UpdatePhase;
import io.hotupdate.UpdateRequest;
import io.hotupdate.UpdateSnapshot;
import io.hotupdate.UpdateState;
import io.hotupdate.Verb;
import io.hotupdate.Version;

/**
 * Snapshots to be told.
 */
final class Snapshots {

	private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678901Z");

	private Snapshots() {
	}

	/** A snapshot with nothing left out. */
	static UpdateSnapshot full() {
		UpdateRequest request = new UpdateRequest(new Version("1.1.0"), "file:/srv/app.jar", "ab".repeat(32), "key");
		return new UpdateSnapshot(4711, UpdateState.FAILED, NOW, Set.of(Verb.START, Verb.RETRY), "1.0.0", "update-1",
				request, "1.1.0", UpdatePhase.PROBATION, 97, 100, 200, NOW, NOW.plusSeconds(9),
				Map.of("DOWNLOADING", 5L, "PROBATION", 7L), Outcome.TAKEN_BACK, Reason.SUCCESSOR_UNREADY,
				"It turned \"unready\"\nand more", true, NOW.plusSeconds(2), NOW.plusSeconds(3), List.of("-Xmx***"),
				new DrainInfo(1, Map.of("request", 1L), 2, Map.of("idle", 3L)),
				new ProbationInfo(
						List.of(new Limit("error-ratio", Verdict.BROKEN, 0.01, 0.2, 0.06, 300, "20 % of 300"))),
				List.of("flyway V2 names"), request, NOW.plusSeconds(4), List.of(generation()),
				HandoverInfo.of(HandoverInfo.Mode.SHARED_LISTENER).because("it is the best one"));
	}

	static GenerationInfo generation() {
		return new GenerationInfo(2, 4321, "1.1.0", Role.DRAINING, Gate.CLOSED, NOW);
	}

}
