package io.hotupdate.cluster;

import java.time.Clock;

import io.hotupdate.GenerationInfo;
import io.hotupdate.GenerationInfo.Gate;
import io.hotupdate.GenerationInfo.Role;
import io.hotupdate.HandoverInfo;
import io.hotupdate.HotUpdateController;
import io.hotupdate.Reason;
import io.hotupdate.TestPorts;
import io.hotupdate.UpdatePhase;
import io.hotupdate.UpdateRequest;
import io.hotupdate.UpdateSnapshot;
import io.hotupdate.UpdateState;
import io.hotupdate.UpdateStatus;
import io.hotupdate.Version;
import io.hotupdate.cluster.TurnDecision.Action;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a member does about its turn.
 */
class TurnDecisionTests {

	private final TestPorts ports = TestPorts.open();

	private final Clock clock = Clock.systemUTC();

	private final UpdateStatus status = new UpdateStatus("1.0.0",
			new GenerationInfo(1, 42, "1.0.0", Role.SERVING, Gate.OPEN, this.clock.instant()),
			HandoverInfo.of(HandoverInfo.Mode.SHARED_LISTENER), this.ports, this.clock);

	private final HotUpdateController controller = new HotUpdateController(this.status, this.ports, this.ports,
			this.clock);

	private final Turn turn = new Turn("GRANTED", "r1", "7", "1.1.0", "1.0.0", false, null);

	@BeforeEach
	void lead() {
		this.status.lead(true);
	}

	@Test
	void noTurnIsNothingToDo() {
		assertThat(decide(null)).isEqualTo(Action.NOTHING);
		assertThat(decide(new Turn("DONE", "r1", "7", "1.1.0", "1.0.0", false, null))).isEqualTo(Action.NOTHING);
	}

	@ParameterizedTest
	@CsvSource({ "SUCCEEDED,0.9.0,true", "SUCCEEDED,1.1.0,false", "ROLLING,0.9.0,false" })
	void newerReleaseThatComesAfterARolloutIsKept(String phase, String goal, boolean kept) {
		Turn late = new Turn("GRANTED", "r1", "7", goal, "1.0.0", false, null);
		RolloutView rollout = new RolloutView("r1", phase, goal, null, null, "");
		assertThat(TurnDecision.isAhead(late, rollout, this.status.snapshot())).isEqualTo(kept);
	}

	@Test
	void grantBeginsTheUpdate() {
		assertThat(decide(this.turn)).isEqualTo(Action.BEGIN);
	}

	@Test
	void updateUnderWayIsWaitedFor() {
		begin();
		assertThat(decide(this.turn)).isEqualTo(Action.NOTHING);
	}

	@Test
	void versionThatServesAlreadyIsDone() {
		assertThat(decide(new Turn("GRANTED", "r1", "8", "1.0.0", "1.1.0", true, null))).isEqualTo(Action.SUCCEEDED);
	}

	@Test
	void failureOfThisGrantIsToldWithItsReason() {
		this.ports.fetchFails = TestPorts.failure(Reason.DIGEST_MISMATCH);
		start();
		await().until(() -> this.controller.snapshot().state() == UpdateState.FAILED);
		TurnDecision decision = TurnDecision.of(this.turn, this.controller.snapshot());
		assertThat(decision.action()).isEqualTo(Action.FAILED);
		assertThat(decision.reason()).isEqualTo("FAILED DIGEST_MISMATCH");
	}

	@Test
	void failureOfAnEarlierGrantIsNoAnswerToThisOne() {
		this.ports.fetchFails = TestPorts.failure(Reason.DIGEST_MISMATCH);
		start();
		await().until(() -> this.controller.snapshot().state() == UpdateState.FAILED);
		assertThat(decide(new Turn("GRANTED", "r1", "9", "1.1.0", "1.0.0", false, null))).isEqualTo(Action.BEGIN);
	}

	@Test
	void cancelledUpdateHasFailed() {
		this.ports.tenBytes.drainPermits();
		start();
		this.controller.cancel();
		TurnDecision decision = TurnDecision.of(this.turn, this.controller.snapshot());
		assertThat(decision.action()).isEqualTo(Action.FAILED);
		assertThat(decision.reason()).contains("CANCELLED");
	}

	private void begin() {
		start();
		await().until(() -> this.controller.snapshot().phase() == UpdatePhase.PROBATION);
	}

	private UpdateSnapshot start() {
		return this.controller.start(new UpdateRequest(new Version("1.1.0"), null, null, TurnDecision.key(this.turn)));
	}

	private Action decide(@Nullable Turn turn) {
		return TurnDecision.of(turn, this.controller.snapshot()).action();
	}

}
