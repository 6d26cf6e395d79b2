package io.hotupdate;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.hotupdate.GenerationInfo.Gate;
import io.hotupdate.GenerationInfo.Role;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link UpdateStatus}.
 */
class UpdateStatusTests {

	private final Instance instance = new Instance();

	private final UpdateStatus status = this.instance.status;

	@Test
	void eventsComeInOrderOncePerStage() throws Exception {
		this.instance.update("1.1.0");
		this.status.succeed();
		this.status.flush(Instance.PATIENCE);
		assertThat(this.instance.stages(this.instance.events.stream().map(HotUpdateEvent::snapshot).toList()))
			.containsExactly("DOWNLOADING", "VERIFYING", "PREPARING", "STARTING", "WARMING", "HANDING_OVER", "DRAINING",
					"PROBATION", "IDLE");
		assertThat(this.instance.events).extracting(HotUpdateEvent::previousState)
			.startsWith(UpdateState.IDLE, UpdateState.DOWNLOADING, UpdateState.APPLYING)
			.endsWith(UpdateState.APPLYING);
		assertThat(this.instance.events).extracting(HotUpdateEvent::previousPhase)
			.startsWith(null, null, UpdatePhase.VERIFYING)
			.endsWith(UpdatePhase.PROBATION);
	}

	@Test
	void revisionRisesByEachSnapshotAndObserversSeeThemAll() throws Exception {
		long before = this.status.snapshot().revision();
		this.instance.update("1.1.0");
		this.status.flush(Instance.PATIENCE);
		List<Long> revisions = this.instance.told.stream().map(UpdateSnapshot::revision).toList();
		assertThat(revisions).hasSizeGreaterThan(15);
		for (int i = 0; i < revisions.size(); i++) {
			assertThat(revisions.get(i)).isEqualTo(before + 1 + i);
		}
		assertThat(this.status.snapshot().revision()).isEqualTo(revisions.get(revisions.size() - 1));
	}

	@Test
	void progressIsBetween0And100AndNeverGoesBackWithinAnUpdate() throws Exception {
		this.instance.update("1.1.0");
		this.status.progress(100);
		this.status.progress(3);
		this.status.succeed();
		this.status.flush(Instance.PATIENCE);
		List<Integer> progress = this.instance.told.stream().map(UpdateSnapshot::progress).toList();
		assertThat(progress).isSorted().allSatisfy((value) -> assertThat(value).isBetween(0, 100));
		assertThat(progress.get(0)).isZero();
		assertThat(progress.get(progress.size() - 1)).isEqualTo(100);
		this.instance.ports.arrived.set(0);
		assertThat(this.instance.controller.start(Instance.request("1.2.0")).progress()).isZero();
	}

	@Test
	void listenerIsCalledWithoutTheLock() throws Exception {
		CountDownLatch called = new CountDownLatch(1);
		CountDownLatch returns = new CountDownLatch(1);
		this.status.addListener((event) -> {
			called.countDown();
			try {
				assertThat(returns.await(60, TimeUnit.SECONDS)).isTrue();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		this.instance.controller.start(Instance.request("1.1.0"));
		assertThat(called.await(60, TimeUnit.SECONDS)).isTrue();
		assertThat(this.status.isLeading()).isTrue();
		this.instance.controller.pause();
		assertThat(this.instance.controller.cancel().state()).isEqualTo(UpdateState.IDLE);
		returns.countDown();
		this.status.flush(Instance.PATIENCE);
		assertThat(this.instance.stages(this.instance.events.stream().map(HotUpdateEvent::snapshot).toList()))
			.containsExactly("DOWNLOADING", "PAUSED", "IDLE");
	}

	@Test
	void listenerThatFailsDoesNotStopTheOthers() throws Exception {
		Instance other = new Instance(new TestPorts());
		other.status.lead(true);
		other.status.addListener((event) -> {
			throw new IllegalStateException("a listener's own fault");
		});
		List<UpdateState> heard = new CopyOnWriteArrayList<>();
		other.status.addListener((event) -> heard.add(event.snapshot().state()));
		other.controller.start(Instance.request("1.1.0"));
		other.controller.cancel();
		other.status.flush(Instance.PATIENCE);
		assertThat(heard).containsExactly(UpdateState.DOWNLOADING, UpdateState.IDLE);
	}

	@Test
	void eachStageIsWrittenDownAndProgressIsNot() throws Exception {
		this.instance.update("1.1.0");
		this.status.succeed();
		List<UpdateSnapshot> saved = this.instance.ports.saved.stream().map(UpdateJournal.Entry::latest).toList();
		assertThat(this.instance.stages(saved)).containsExactly("DOWNLOADING", "VERIFYING", "PREPARING", "STARTING",
				"WARMING", "HANDING_OVER", "DRAINING", "PROBATION", "IDLE");
		assertThat(this.instance.ports.lastSaved()).isEqualTo(this.status.snapshot());
		UpdateJournal.Entry last = this.instance.ports.saved.get(this.instance.ports.saved.size() - 1);
		assertThat(last.history()).containsExactly(this.status.snapshot());
	}

	@Test
	void historyKeepsThe50NewestFirst() {
		for (int i = 0; i < 53; i++) {
			this.instance.controller.start(Instance.request("2.0." + i));
			this.instance.controller.cancel();
		}
		assertThat(this.status.history()).hasSize(50);
		assertThat(this.status.history().get(0).targetVersion()).isEqualTo("2.0.52");
		assertThat(this.status.history().get(49).targetVersion()).isEqualTo("2.0.3");
	}

	@Test
	void phaseWithoutAnUpdateIsAFault() {
		UpdateSnapshot before = this.status.snapshot();
		assertThatIllegalStateException().isThrownBy(() -> this.status.phase(UpdatePhase.STARTING))
			.withMessageContaining("IDLE");
		assertThatIllegalStateException().isThrownBy(this.status::succeed);
		assertThatIllegalStateException()
			.isThrownBy(() -> this.status.fail(Outcome.FAILED, Reason.INTERNAL, "it failed"));
		assertThat(this.status.snapshot()).isSameAs(before);
	}

	@Test
	void takenBackNamesTheVersionThatServesAgain() throws Exception {
		this.instance.update("1.1.0");
		List<GenerationInfo> generations = List.of(Instance.generation(1, "1.0.0", Role.SERVING, Gate.OPEN));
		this.status.takenBack("1.0.0", generations, Reason.SUCCESSOR_UNREADY, "It turned unready");
		UpdateSnapshot back = this.status.snapshot();
		assertThat(back.state()).isEqualTo(UpdateState.FAILED);
		assertThat(back.outcome()).isEqualTo(Outcome.TAKEN_BACK);
		assertThat(back.currentVersion()).isEqualTo("1.0.0");
		assertThat(back.generations()).isEqualTo(generations);
		assertThat(back.isServing()).isFalse();
		assertThat(back.phase()).isEqualTo(UpdatePhase.PROBATION);
		assertThat(back.probationEndsAt()).isNull();
	}

	@Test
	void migrationsAreWrittenDownAndEveryFailureSaysThatTheyStay() throws Exception {
		this.instance.update("1.1.0");
		this.status.migrated("flyway V2 add email");
		this.status.migrated("flyway V3 add phone");
		assertThat(this.status.snapshot().migrations()).containsExactly("flyway V2 add email", "flyway V3 add phone");
		assertThat(this.instance.ports.lastSaved().migrations()).hasSize(2);
		List<GenerationInfo> generations = List.of(Instance.generation(1, "1.0.0", Role.SERVING, Gate.OPEN));
		this.status.takenBack("1.0.0", generations, Reason.SUCCESSOR_UNREADY, "It turned unready");
		assertThat(this.status.snapshot().message()).startsWith("It turned unready. Migrations applied by it stay:"
				+ " flyway V2 add email, flyway V3 add phone; perhaps you should ");
		this.instance.update("1.2.0");
		assertThat(this.status.snapshot().migrations()).isEmpty();
		this.status.migrated("flyway V4 add fax");
		this.status.fail(Outcome.FAILED, Reason.SUCCESSOR_EXITED, "It exited");
		assertThat(this.status.snapshot().message()).contains("Migrations applied by it stay: flyway V4 add fax;");
	}

	@Test
	void startAndRetryAreNotAllowedWhileTheGenerationTakenBackFromDrains() throws Exception {
		this.instance.update("1.1.0");
		List<GenerationInfo> generations = List.of(Instance.generation(1, "1.0.0", Role.SERVING, Gate.OPEN),
				Instance.generation(2, "1.1.0", Role.DRAINING, Gate.CLOSED));
		this.status.takenBack("1.0.0", generations, Reason.REQUESTED, "Rolled back on request");
		assertThat(this.status.snapshot().allowed()).containsExactly(Verb.CANCEL);
		this.status.generations(generations.subList(0, 1));
		assertThat(this.status.snapshot().allowed()).containsExactlyInAnyOrder(Verb.START, Verb.RETRY, Verb.CANCEL,
				Verb.ROLLBACK);
	}

	@Test
	void startIsNotAllowedAfterACancelWhileTheGenerationTakenBackFromDrains() throws Exception {
		this.instance.update("1.1.0");
		List<GenerationInfo> generations = List.of(Instance.generation(1, "1.0.0", Role.SERVING, Gate.OPEN),
				Instance.generation(2, "1.1.0", Role.DRAINING, Gate.CLOSED));
		this.status.takenBack("1.0.0", generations, Reason.REQUESTED, "Rolled back on request");
		this.instance.controller.cancel();
		assertThat(this.status.snapshot().allowed()).isEmpty();
		this.status.generations(generations.subList(0, 1));
		assertThat(this.status.snapshot().allowed()).containsExactly(Verb.START, Verb.ROLLBACK);
	}

	@Test
	void startIsStillRefusedWithWhatThePlanSaysOfTheGenerationThatDrains() throws Exception {
		this.instance.update("1.1.0");
		this.status.takenBack("1.0.0",
				List.of(Instance.generation(1, "1.0.0", Role.SERVING, Gate.OPEN),
						Instance.generation(2, "1.1.0", Role.DRAINING, Gate.CLOSED)),
				Reason.REQUESTED, "Rolled back on request");
		this.instance.ports.findings = List
			.of(new Handover.Finding("PREVIOUS_LEAVING", Reason.WRONG_STATE, true, "It still drains", "wait for it"));
		assertThatExceptionOfType(UpdateException.class)
			.isThrownBy(() -> this.instance.controller.start(Instance.request("1.2.0")))
			.withMessage("It still drains; wait for it")
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.WRONG_STATE));
	}

	@Test
	void whatIsRecordedIsShown() throws Exception {
		this.instance.update("1.1.0");
		DrainInfo drain = new DrainInfo(2, Map.of("sse", 2L), 5, Map.of("idle", 1L));
		this.status.drain(drain);
		this.status.probationEndsAt(this.instance.clock.instant().plusSeconds(180));
		HandoverInfo none = HandoverInfo.of(HandoverInfo.Mode.NONE);
		this.status.handover(none);
		List<GenerationInfo> generations = List.of(Instance.generation(2, "1.1.0", Role.SERVING, Gate.OPEN),
				Instance.generation(1, "1.0.0", Role.STANDBY, Gate.CLOSED));
		this.status.serving("1.1.0", generations);
		UpdateSnapshot now = this.status.snapshot();
		assertThat(now.drain()).isEqualTo(drain);
		assertThat(now.probationEndsAt()).isEqualTo(this.instance.clock.instant().plusSeconds(180));
		assertThat(now.handover()).isEqualTo(none);
		assertThat(now.generations()).isEqualTo(generations);
		assertThat(now.since()).isEqualTo(this.instance.clock.instant());
		this.instance.clock.advance(Duration.ofSeconds(7));
		this.status.generations(generations.subList(0, 1));
		assertThat(this.status.snapshot().since()).isEqualTo(now.since());
	}

}
