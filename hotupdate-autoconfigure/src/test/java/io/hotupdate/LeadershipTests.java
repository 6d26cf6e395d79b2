package io.hotupdate;

import java.util.List;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@link UpdateStatus} makes of the record and of what the owner tells.
 */
class LeadershipTests {

	private final TestPorts journal = new TestPorts();

	@Test
	void withoutARecordNothingIsReported() {
		Instance instance = new Instance(this.journal);
		UpdateSnapshot before = instance.status.snapshot();
		instance.status.lead(true);
		assertThat(instance.status.isLeading()).isTrue();
		assertThat(instance.status.snapshot()).isSameAs(before);
	}

	@ParameterizedTest
	@EnumSource(names = { "DOWNLOADING", "PAUSED", "APPLYING" })
	void updateThatDiedWithItsProcessIsReported(UpdateState state) throws Exception {
		Instance dead = leading(this.journal);
		UpdateSnapshot left = dead.enter(state, (state == UpdateState.APPLYING) ? UpdatePhase.STARTING : null);
		Instance next = leading(this.journal);
		UpdateSnapshot found = next.status.snapshot();
		assertThat(found.state()).isEqualTo(UpdateState.FAILED);
		assertThat(found.outcome()).isEqualTo(Outcome.INTERRUPTED);
		assertThat(found.reason()).isEqualTo(Reason.INTERRUPTED);
		assertThat(found.updateId()).isEqualTo(left.updateId());
		assertThat(found.message()).contains("1.1.0", UpdateStatus.stage(left), "1.0.0 serves", "perhaps you should");
		assertThat(found.retryable()).isTrue();
		assertThat(found.currentVersion()).isEqualTo("1.0.0");
		assertThat(found.revision()).isGreaterThan(left.revision() + 1000);
		assertThat(next.status.history()).containsExactly(found);
		assertThat(this.journal.lastSaved()).isEqualTo(found);
		next.status.flush(Instance.PATIENCE);
		assertThat(next.events).singleElement()
			.satisfies((event) -> assertThat(event.previousState()).isEqualTo(state));
		assertThat(next.controller.retry().request()).isEqualTo(left.request());
	}

	@Test
	void endedUpdateIsKnownAfterARestart() {
		Instance first = leading(this.journal);
		UpdateSnapshot failed = first.enter(UpdateState.FAILED, null);
		Instance next = leading(this.journal);
		assertThat(next.status.snapshot().state()).isEqualTo(UpdateState.FAILED);
		assertThat(next.status.snapshot().outcome()).isEqualTo(Outcome.FAILED);
		assertThat(next.status.history()).containsExactly(failed);
		assertThat(next.controller.find("update-1")).isPresent();
	}

	@Test
	void idempotencyKeySurvivesTheProcess() {
		Instance first = leading(this.journal);
		UpdateSnapshot keyed = first.controller.start(Instance.request("1.1.0", "deploy-7"));
		first.controller.cancel();
		Instance next = leading(this.journal);
		assertThat(next.controller.start(Instance.request("1.1.0", "deploy-7")).updateId()).isEqualTo(keyed.updateId());
		assertThat(next.status.snapshot().state()).isEqualTo(UpdateState.IDLE);
	}

	@Test
	void mirrorShowsWhatTheOwnerTells() {
		Instance owner = leading(new TestPorts());
		Instance mirror = new Instance(this.journal);
		UpdateSnapshot told = owner.enter(UpdateState.APPLYING, UpdatePhase.STARTING);
		mirror.status.mirror(told);
		assertThat(mirror.status.isLeading()).isFalse();
		assertThat(mirror.status.snapshot()).isSameAs(told);
		assertThat(this.journal.saved).isEmpty();
	}

	@Test
	void olderAndEqualSnapshotsArePassedOver() {
		Instance owner = leading(new TestPorts());
		Instance mirror = new Instance(this.journal);
		UpdateSnapshot older = owner.enter(UpdateState.DOWNLOADING, null);
		owner.controller.pause();
		UpdateSnapshot newer = owner.status.snapshot();
		mirror.status.mirror(newer);
		mirror.status.mirror(older);
		assertThat(mirror.status.snapshot()).isSameAs(newer);
	}

	@Test
	void leadingStatusIgnoresMirroredSnapshots() {
		Instance other = leading(new TestPorts());
		Instance owner = leading(this.journal);
		UpdateSnapshot before = owner.status.snapshot();
		owner.status.mirror(other.enter(UpdateState.APPLYING, UpdatePhase.STARTING));
		assertThat(owner.status.snapshot()).isSameAs(before);
		owner.status.follow();
		owner.status.mirror(other.status.snapshot());
		assertThat(owner.status.snapshot()).isSameAs(other.status.snapshot());
	}

	@Test
	void mirrorWakesThoseWhoWait() throws Exception {
		Instance owner = leading(new TestPorts());
		Instance mirror = new Instance(this.journal);
		Thread teller = new Thread(() -> mirror.status.mirror(owner.enter(UpdateState.PAUSED, null)));
		teller.start();
		assertThat(mirror.awaitState(UpdateState.PAUSED)).isSameAs(owner.status.snapshot());
		teller.join();
	}

	@Test
	void followerKeepsWhatItKnowsAndWritesNothing() {
		Instance instance = leading(this.journal);
		UpdateSnapshot last = instance.enter(UpdateState.APPLYING, UpdatePhase.HANDING_OVER);
		int saved = this.journal.saved.size();
		instance.status.follow();
		assertThat(instance.status.snapshot()).isSameAs(last);
		instance.status.phase(UpdatePhase.DRAINING);
		assertThat(this.journal.saved).hasSize(saved);
	}

	@Test
	void followerReadsTheHistoryThatTheOwnerWrites() {
		Instance owner = leading(this.journal);
		Instance mirror = new Instance(this.journal);
		owner.enter(UpdateState.FAILED, null);
		assertThat(mirror.status.history()).isEqualTo(owner.status.history()).hasSize(1);
	}

	@Test
	void newOwnerGoesOnWithTheUpdateThatItMirrored() {
		Instance predecessor = leading(this.journal);
		UpdateSnapshot handedOver = predecessor.enter(UpdateState.APPLYING, UpdatePhase.HANDING_OVER);
		Instance successor = new Instance(this.journal);
		successor.status.mirror(handedOver);
		predecessor.status.follow();
		successor.status.lead(false);
		UpdateSnapshot now = successor.status.snapshot();
		assertThat(now.state()).isEqualTo(UpdateState.APPLYING);
		assertThat(now.updateId()).isEqualTo("update-1");
		assertThat(now.revision()).isGreaterThanOrEqualTo(handedOver.revision() + 1000);
		predecessor.status.mirror(now);
		assertThat(predecessor.status.snapshot()).isSameAs(now);
		successor.status.phase(UpdatePhase.DRAINING);
		assertThat(this.journal.lastSaved()).isEqualTo(successor.status.snapshot());
		assertThat(successor.status.snapshot().currentVersion()).isEqualTo("1.1.0");
	}

	@Test
	void whatTheDeadOwnerWroteDownIsNewerThanWhatItTold() {
		Instance owner = leading(this.journal);
		UpdateSnapshot told = owner.enter(UpdateState.APPLYING, UpdatePhase.DRAINING);
		Instance standby = new Instance(new TestPorts());
		standby.status.mirror(told);
		owner.status.phase(UpdatePhase.PROBATION);
		standby.ports.entry = this.journal.entry;
		standby.status.lead(false);
		assertThat(standby.status.snapshot().phase()).isEqualTo(UpdatePhase.PROBATION);
		List<GenerationInfo> own = standby.status.snapshot().generations();
		assertThat(own).isEqualTo(told.generations());
		assertThat(Objects.requireNonNull(standby.status.snapshot().updateId())).isEqualTo("update-1");
	}

	private static Instance leading(TestPorts ports) {
		Instance instance = new Instance(ports);
		instance.status.lead(true);
		return instance;
	}

}
