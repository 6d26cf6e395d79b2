package io.hotupdate.cluster;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;

import io.hotupdate.HotUpdateController;
import io.hotupdate.ReleaseFetcher;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdateRequest;
import io.hotupdate.UpdateSnapshot;
import io.hotupdate.Version;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the turns of this instance: begins the update that was granted, and tells how it
 * went.
 */
final class Turns {

	private static final Logger logger = LoggerFactory.getLogger(Turns.class);

	private final HotUpdateController controller;

	private final ReleaseFetcher fetcher;

	private final LastFence fence;

	Turns(HotUpdateController controller, ReleaseFetcher fetcher, LastFence fence) {
		this.controller = controller;
		this.fetcher = fetcher;
		this.fence = fence;
	}

	/**
	 * Do what is to be done now.
	 * @param group the group
	 * @param member this member
	 * @param turn its turn
	 * @param rollout the rollout
	 * @param snapshot the state of this instance, as the group was told
	 * @param ready whether it was ready then
	 * @return whether the group was told something, so that it is worth asking again
	 */
	boolean go(Group<?> group, Member member, @Nullable Turn turn, @Nullable RolloutView rollout,
			UpdateSnapshot snapshot, boolean ready) throws IOException {
		if (turn == null || !turn.isGranted() || rollout == null || !rollout.id().equals(turn.rollout())) {
			return false;
		}
		if (TurnDecision.isAhead(turn, rollout, snapshot)) {
			return ready && tell(group, member, turn, "SUCCEEDED", "NEWER");
		}
		TurnDecision decision = TurnDecision.of(turn, snapshot);
		return switch (decision.action()) {
			case NOTHING -> false;
			case BEGIN -> begin(group, member, turn, rollout);
			case SUCCEEDED -> ready && tell(group, member, turn, "SUCCEEDED", "");
			case FAILED -> tell(group, member, turn, "FAILED", decision.reason());
		};
	}

	private boolean begin(Group<?> group, Member member, Turn turn, RolloutView rollout) throws IOException {
		if (!this.fence.take(Long.parseLong(Objects.requireNonNull(turn.fence())))) {
			logger.error("A grant of rollout {} is older than one that this instance has seen: Redis has forgotten"
					+ " something. Perhaps you should abort the rollout and start it again", rollout.id());
			return false;
		}
		Instant now = Instant.now();
		Instant opens = turn.back() ? now : Windows.parse(rollout.windows()).next(now);
		if (opens.isAfter(now)) {
			logger.info("The turn in rollout {} is given back: the next window opens at {}", rollout.id(), opens);
			group.complete("", member, turn, "RETURNED", "WINDOW", this.controller.snapshot().currentVersion(),
					String.valueOf(ChronoUnit.MICROS.between(Instant.EPOCH, opens)));
			return false;
		}
		UpdateRequest request = request(turn, rollout);
		logger.info("This instance has its turn in rollout {}: {} to {}", rollout.id(), turn.from(), turn.goal());
		try {
			this.controller.start(request);
			return false;
		}
		catch (UpdateException ex) {
			logger.warn("The update of rollout {} is refused ({}): {}", rollout.id(), ex.reason(), ex.getMessage());
			return tell(group, member, turn, "FAILED", "REFUSED " + ex.reason());
		}
	}

	private UpdateRequest request(Turn turn, RolloutView rollout) {
		Version goal = new Version(Objects.requireNonNull(turn.goal()));
		if (!turn.back()) {
			return new UpdateRequest(goal, rollout.artifact(), rollout.sha256(), TurnDecision.key(turn));
		}
		Optional<UpdateRequest> previous = this.fetcher.previous().filter((kept) -> kept.version().equals(goal));
		return new UpdateRequest(goal, null, previous.map(UpdateRequest::sha256).orElse(null), TurnDecision.key(turn));
	}

	private boolean tell(Group<?> group, Member member, Turn turn, String outcome, String reason) {
		String answer = group.complete("", member, turn, outcome, reason, this.controller.snapshot().currentVersion(),
				"");
		logger.info("The turn in rollout {} has ended: {} {} ({})", turn.rollout(), outcome, reason, answer);
		return true;
	}

}
