package io.hotupdate;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.hotupdate.GenerationInfo.Gate;
import io.hotupdate.GenerationInfo.Role;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An update that waits for the end of another, and a rollback when nobody stands by.
 */
class UpdateQueueTests {

	private final Instance instance = new Instance();

	private final TestPorts ports = this.instance.ports;

	private final HotUpdateController controller = this.instance.controller;

	private final UpdateRequest next = Instance.request("1.2.0");

	@Test
	void startInProbationIsRefusedWithTheTimeLeft() throws Exception {
		this.instance.update("1.1.0");
		this.instance.status.probationEndsAt(this.instance.clock.instant().plusSeconds(180));
		this.instance.clock.advance(Duration.ofSeconds(7));
		assertThatExceptionOfType(UpdateException.class).isThrownBy(() -> this.controller.start(this.next))
			.withMessageContaining("PROBATION of the update to 1.1.0")
			.withMessageContaining("ends in 173 s")
			.withMessageContaining("queue")
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.WRONG_STATE));
		assertThat(this.controller.snapshot().queued()).isNull();
	}

	@Test
	void queuedUpdateBeginsWhenTheOneUnderWayIsConfirmed() throws Exception {
		UpdateSnapshot first = this.instance.update("1.1.0");
		UpdateSnapshot queued = this.controller.startOrQueue(this.next);
		assertThat(queued.updateId()).isEqualTo(first.updateId());
		assertThat(queued.queued()).isEqualTo(this.next);
		assertThat(queued.allowed()).contains(Verb.CANCEL);
		assertThat(this.ports.lastSaved().queued()).isEqualTo(this.next);
		assertThat(this.controller.startOrQueue(this.next)).isEqualTo(queued);
		this.instance.status.succeed();
		assertThat(begun().queued()).isNull();
		assertThat(this.controller.find(Instance.id(first)).orElseThrow().outcome()).isEqualTo(Outcome.SUCCEEDED);
	}

	@Test
	void queuedUpdateWaitsUntilTheGenerationThatWasTakenBackHasGone() throws Exception {
		this.instance.update("1.1.0");
		this.controller.startOrQueue(this.next);
		GenerationInfo self = Instance.generation(1, "1.0.0", Role.SERVING, Gate.OPEN);
		GenerationInfo leaving = Instance.generation(2, "1.1.0", Role.DRAINING, Gate.CLOSED);
		this.instance.status.takenBack("1.0.0", List.of(self, leaving), Reason.SUCCESSOR_UNREADY, "Unready");
		this.instance.status.flush(Instance.PATIENCE);
		assertThat(this.controller.snapshot().state()).isEqualTo(UpdateState.FAILED);
		this.instance.status.generations(List.of(self));
		begun();
	}

	@Test
	void queuedUpdateThatCannotBeginIsRecorded() throws Exception {
		this.instance.update("1.1.0");
		this.controller.startOrQueue(this.next);
		this.ports.findings = List.of(new Handover.Finding("MEMORY", Reason.NOT_SUPPORTED, true, "No", "Mend it"));
		this.instance.status.succeed();
		UpdateSnapshot failed = this.instance.await((now) -> now.state() == UpdateState.FAILED);
		assertThat(failed.targetVersion()).isEqualTo("1.2.0");
		assertThat(failed.reason()).isEqualTo(Reason.NOT_SUPPORTED);
		assertThat(failed.queued()).isNull();
	}

	@Test
	void secondUpdateIsNotQueued() throws Exception {
		this.instance.update("1.1.0");
		this.controller.startOrQueue(this.next);
		assertThatExceptionOfType(UpdateException.class)
			.isThrownBy(() -> this.controller.startOrQueue(Instance.request("1.3.0")))
			.withMessageContaining("1.2.0 waits already");
		assertThat(this.controller.snapshot().queued()).isEqualTo(this.next);
	}

	@Test
	void cancelTakesTheQueuedUpdateBackAndLeavesTheOther() throws Exception {
		this.instance.update("1.1.0");
		this.controller.startOrQueue(this.next);
		UpdateSnapshot cancelled = this.controller.cancel();
		assertThat(cancelled.queued()).isNull();
		assertThat(cancelled.phase()).isEqualTo(UpdatePhase.PROBATION);
		this.instance.status.succeed();
		this.instance.status.flush(Instance.PATIENCE);
		assertThat(this.controller.snapshot().state()).isEqualTo(UpdateState.IDLE);
	}

	@Test
	void generationThatDoesNotOwnTheUpdateTellsTheOwner() throws Exception {
		this.instance.update("1.1.0");
		this.ports.status = this.instance.status;
		this.instance.status.follow();
		assertThat(this.controller.startOrQueue(this.next).queued()).isEqualTo(this.next);
		assertThat(this.controller.cancel().queued()).isNull();
	}

	@Test
	void queueWithoutAnUpdateUnderWayIsAStart() {
		assertThat(this.controller.startOrQueue(this.next).state()).isEqualTo(UpdateState.DOWNLOADING);
	}

	@Test
	void nothingBeginsByItselfAfterACrash() throws Exception {
		this.instance.update("1.1.0");
		this.controller.startOrQueue(this.next);
		Instance again = new Instance(this.ports);
		again.status.lead(true);
		again.status.flush(Instance.PATIENCE);
		assertThat(again.status.snapshot().outcome()).isEqualTo(Outcome.INTERRUPTED);
		assertThat(again.status.snapshot().queued()).isNull();
	}

	@Test
	void rollbackWhenNobodyStandsByIsAnUpdateToThePreviousRelease() throws Exception {
		this.instance.update("1.1.0");
		this.instance.status.succeed();
		UpdateRequest previous = new UpdateRequest(new Version("1.0.0"), null, TestPorts.SHA256, null);
		this.ports.previous = previous;
		UpdateSnapshot begun = this.controller.rollback();
		assertThat(begun.state()).isEqualTo(UpdateState.DOWNLOADING);
		assertThat(begun.request()).isEqualTo(previous);
		assertThat(this.ports.ended).isEmpty();
	}

	@Test
	void rollbackWithoutAPreviousReleaseIsRefused() {
		UpdateSnapshot before = this.controller.snapshot();
		assertThatExceptionOfType(UpdateException.class).isThrownBy(this.controller::rollback)
			.withMessageContaining("no release before 1.0.0")
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.RELEASE_NOT_FOUND));
		assertThat(this.controller.snapshot()).isSameAs(before);
	}

	private UpdateSnapshot begun() throws InterruptedException {
		UpdateSnapshot begun = this.instance.await((now) -> "1.2.0".equals(now.targetVersion()));
		assertThat(begun.state().isBusy()).isTrue();
		assertThat(Objects.requireNonNull(begun.request())).isEqualTo(this.next);
		return begun;
	}

}
