package io.hotupdate.cluster;

import java.util.Objects;

import io.hotupdate.Outcome;
import io.hotupdate.Reason;
import io.hotupdate.UpdateRequest;
import io.hotupdate.UpdateSnapshot;
import io.hotupdate.Version;
import org.jspecify.annotations.Nullable;

/**
 * What a member does about its turn, from nothing but the turn and the state of the
 * instance: so any generation of it can go on with what another one has begun, also after
 * a crash.
 *
 * @param action what to do
 * @param reason why it failed, if it did
 */
record TurnDecision(Action action, String reason) {

	private static final TurnDecision NOTHING = new TurnDecision(Action.NOTHING, "");

	/** What to do. */
	enum Action {

		/** Wait. */
		NOTHING,
		/** Begin the update. */
		BEGIN,
		/** Tell that it is done. */
		SUCCEEDED,
		/** Tell that it is not. */
		FAILED

	}

	static TurnDecision of(@Nullable Turn turn, UpdateSnapshot now) {
		if (turn == null || !turn.isGranted() || now.state().isBusy()) {
			return NOTHING;
		}
		if (now.currentVersion().equals(turn.goal())) {
			return new TurnDecision(Action.SUCCEEDED, "");
		}
		if (!isOf(turn, now.request())) {
			return new TurnDecision(Action.BEGIN, "");
		}
		if (now.retryAt() != null) {
			return NOTHING;
		}
		Reason reason = now.reason();
		Outcome outcome = Objects.requireNonNullElse(now.outcome(), Outcome.INTERRUPTED);
		return new TurnDecision(Action.FAILED, (reason != null) ? outcome + " " + reason : outcome.name());
	}

	private static boolean isOf(Turn turn, @Nullable UpdateRequest request) {
		return request != null && key(turn).equals(request.idempotencyKey());
	}

	/** After a rollout only those that lag behind are brought along. */
	static boolean isAhead(Turn turn, RolloutView rollout, UpdateSnapshot now) {
		String goal = turn.goal();
		return rollout.phase().equals("SUCCEEDED") && !turn.back() && goal != null && !now.state().isBusy()
				&& new Version(now.currentVersion()).compareTo(new Version(goal)) > 0;
	}

	/** Names the update that a grant has led to. */
	static String key(Turn turn) {
		return "rollout-" + turn.rollout() + "-" + turn.fence();
	}

}
