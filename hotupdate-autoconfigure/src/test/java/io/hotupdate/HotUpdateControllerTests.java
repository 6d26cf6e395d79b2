package io.hotupdate;

import java.time.Duration;
import java.util.List;

import io.hotupdate.Handover.Finding;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link HotUpdateController}.
 */
class HotUpdateControllerTests {

	private final Instance instance = new Instance();

	private final TestPorts ports = this.instance.ports;

	private final HotUpdateController controller = this.instance.controller;

	@Test
	void updateRunsUpToItsProbation() throws Exception {
		UpdateSnapshot probation = this.instance.update("1.1.0");
		assertThat(probation.currentVersion()).isEqualTo("1.1.0");
		assertThat(probation.targetVersion()).isEqualTo("1.1.0");
		assertThat(probation.isServing()).isTrue();
		assertThat(probation.isFinished()).isFalse();
		assertThat(probation.servedAt()).isEqualTo(this.instance.clock.instant());
		assertThat(probation.commandDifferences()).containsExactly("--server.port=***");
		assertThat(probation.bytesDone()).isEqualTo(100);
		assertThat(probation.bytesTotal()).isEqualTo(100);
		this.instance.status.succeed();
		UpdateSnapshot end = this.controller.snapshot();
		assertThat(end.state()).isEqualTo(UpdateState.IDLE);
		assertThat(end.outcome()).isEqualTo(Outcome.SUCCEEDED);
		assertThat(end.progress()).isEqualTo(100);
		assertThat(this.controller.history()).containsExactly(end);
		assertThat(this.controller.find(Instance.id(end))).contains(end);
		assertThat(this.controller.find("no-such-update")).isEmpty();
	}

	@Test
	void timingsNameWhatTookHowLong() throws Exception {
		this.controller.start(Instance.request("1.1.0"));
		this.instance.clock.advance(Duration.ofSeconds(3));
		this.ports.tenBytes.release(10);
		this.instance.awaitPhase(UpdatePhase.WARMING);
		this.instance.clock.advance(Duration.ofSeconds(5));
		this.ports.switching.release();
		assertThat(this.instance.awaitPhase(UpdatePhase.PROBATION).timings()).containsEntry("DOWNLOADING", 3000L)
			.containsEntry("WARMING", 5000L)
			.containsEntry("DRAINING", 0L)
			.doesNotContainKey("PROBATION");
	}

	@Test
	void currentVersionChangesNothing() {
		UpdateSnapshot before = this.controller.snapshot();
		assertThat(this.controller.start(Instance.request("1.0.0"))).isSameAs(before);
		assertThat(this.ports.checked).isEmpty();
	}

	@Test
	void currentVersionWhileAnotherUpdateRunsIsRefused() {
		this.controller.start(Instance.request("1.1.0"));
		assertThatExceptionOfType(UpdateException.class)
			.isThrownBy(() -> this.controller.start(Instance.request("1.0.0")))
			.withMessageContaining("DOWNLOADING of the update to 1.1.0")
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.WRONG_STATE));
	}

	@Test
	void sameRequestWhileRunningIsTheSameUpdate() {
		UpdateSnapshot begun = this.controller.start(Instance.request("1.1.0"));
		assertThat(this.controller.start(Instance.request("1.1.0")).updateId()).isEqualTo(begun.updateId());
		this.controller.pause();
		UpdateSnapshot paused = this.controller.start(Instance.request("1.1.0"));
		assertThat(paused.updateId()).isEqualTo(begun.updateId());
		assertThat(paused.state()).isEqualTo(UpdateState.PAUSED);
		assertThat(this.ports.checked).hasSize(1);
	}

	@Test
	void sameIdempotencyKeyIsTheSameUpdateAtAnyTime() throws Exception {
		UpdateSnapshot keyed = this.controller.start(Instance.request("1.1.0", "deploy-7"));
		assertThat(this.controller.start(Instance.request("1.2.0", "deploy-7")).updateId()).isEqualTo(keyed.updateId());
		this.controller.cancel();
		await().atMost(Instance.PATIENCE).until(() -> !this.ports.discarded.isEmpty());
		this.ports.verifyFails = new UpdateException(Reason.WRONG_VERSION, "Another version");
		this.ports.tenBytes.release(10);
		UpdateSnapshot other = this.controller.start(Instance.request("1.2.0", "deploy-8"));
		this.instance.awaitState(UpdateState.FAILED);
		UpdateSnapshot again = this.controller.start(Instance.request("1.1.0", "deploy-7"));
		assertThat(again.updateId()).isEqualTo(keyed.updateId()).isNotEqualTo(other.updateId());
		assertThat(again.outcome()).isEqualTo(Outcome.CANCELLED);
		assertThat(this.controller.snapshot().updateId()).isEqualTo(other.updateId());
	}

	@Test
	void sameRequestAfterItsEndIsANewUpdate() throws Exception {
		UpdateSnapshot first = this.controller.start(Instance.request("1.1.0"));
		this.controller.cancel();
		UpdateSnapshot second = this.controller.start(Instance.request("1.1.0"));
		assertThat(second.updateId()).isNotEqualTo(first.updateId());
		assertThat(second.outcome()).isNull();
		assertThat(second.message()).isNull();
	}

	@Test
	void pauseKeepsWhatHasArrivedAndResumeGoesOn() throws Exception {
		this.ports.tenBytes.release(3);
		this.controller.start(Instance.request("1.1.0"));
		this.instance.await((now) -> now.bytesDone() == 30);
		assertThat(this.controller.pause().state()).isEqualTo(UpdateState.PAUSED);
		UpdateSnapshot resumed = this.controller.resume();
		assertThat(resumed.bytesDone()).isEqualTo(30);
		this.ports.tenBytes.release(7);
		this.instance.awaitPhase(UpdatePhase.WARMING);
		assertThat(this.ports.fetchedFrom).containsExactly(0L, 30L);
		assertThat(this.ports.discarded).isEmpty();
	}

	@Test
	void cancelDiscardsWhatHasArrived() throws Exception {
		this.ports.tenBytes.release(3);
		UpdateRequest request = Instance.request("1.1.0");
		this.controller.start(request);
		this.instance.await((now) -> now.bytesDone() == 30);
		UpdateSnapshot cancelled = this.controller.cancel();
		assertThat(cancelled.outcome()).isEqualTo(Outcome.CANCELLED);
		assertThat(cancelled.reason()).isEqualTo(Reason.REQUESTED);
		// the next update begins after the discarding, on the same thread
		this.ports.tenBytes.release(10);
		this.controller.start(Instance.request("1.2.0"));
		this.instance.awaitPhase(UpdatePhase.WARMING);
		assertThat(this.ports.discarded).containsExactly(request);
		assertThat(this.ports.fetchedFrom).containsExactly(0L, 0L);
		assertThat(this.controller.history()).containsExactly(cancelled);
	}

	@Test
	void cancelOfAPausedDownloadDiscards() throws Exception {
		UpdateRequest request = Instance.request("1.1.0");
		this.controller.start(request);
		this.controller.pause();
		this.controller.cancel();
		this.ports.tenBytes.release(10);
		this.controller.start(Instance.request("1.2.0"));
		this.instance.awaitPhase(UpdatePhase.WARMING);
		assertThat(this.ports.discarded).containsExactly(request);
	}

	@Test
	void cancelPutsAFailedUpdateAwayAndKeepsItsRecord() {
		this.instance.enter(UpdateState.FAILED, null);
		UpdateSnapshot away = this.controller.cancel();
		assertThat(away.state()).isEqualTo(UpdateState.IDLE);
		assertThat(away.outcome()).isEqualTo(Outcome.FAILED);
		assertThat(away.reason()).isEqualTo(Reason.DIGEST_MISMATCH);
		await().atMost(Instance.PATIENCE).until(() -> !this.ports.discarded.isEmpty());
		assertThat(this.controller.history()).hasSize(1);
	}

	@Test
	void retryReusesTheRequest() throws Exception {
		this.ports.verifyFails = new UpdateException(Reason.DIGEST_MISMATCH, "Not the bytes that were meant");
		this.ports.tenBytes.release(10);
		UpdateRequest request = new UpdateRequest(new Version("1.1.0"), "file:/srv/app.jar", TestPorts.SHA256, "key");
		UpdateSnapshot first = this.controller.start(request);
		UpdateSnapshot failed = this.instance.awaitState(UpdateState.FAILED);
		assertThat(failed.reason()).isEqualTo(Reason.DIGEST_MISMATCH);
		assertThat(failed.currentVersion()).isEqualTo("1.0.0");
		this.ports.verifyFails = null;
		UpdateSnapshot again = this.controller.retry();
		assertThat(again.updateId()).isNotEqualTo(first.updateId());
		assertThat(again.request()).isEqualTo(request);
		assertThat(again.reason()).isNull();
		assertThat(this.instance.awaitPhase(UpdatePhase.WARMING).targetVersion()).isEqualTo("1.1.0");
	}

	@Test
	void failedHandoverKeepsTheVersionThatServes() throws Exception {
		this.ports.handOverFails = new UpdateException(Reason.SUCCESSOR_EXITED, "It exited with 1");
		this.ports.tenBytes.release(10);
		this.controller.start(Instance.request("1.1.0"));
		UpdateSnapshot failed = this.instance.awaitState(UpdateState.FAILED);
		assertThat(failed.currentVersion()).isEqualTo("1.0.0");
		assertThat(failed.outcome()).isEqualTo(Outcome.FAILED);
		assertThat(failed.phase()).isEqualTo(UpdatePhase.STARTING);
		assertThat(failed.isServing()).isFalse();
	}

	@Test
	void unexpectedFailureIsReported() throws Exception {
		this.ports.verifyFails = new IllegalStateException("a fault of our own");
		this.ports.tenBytes.release(10);
		this.controller.start(Instance.request("1.1.0"));
		UpdateSnapshot failed = this.instance.awaitState(UpdateState.FAILED);
		assertThat(failed.reason()).isEqualTo(Reason.INTERNAL);
		assertThat(failed.message()).contains("a fault of our own", "perhaps you should");
		assertThat(failed.retryable()).isTrue();
	}

	@Test
	void checkThatRefusesChangesNothing() {
		UpdateSnapshot before = this.controller.snapshot();
		this.ports.checkFails = new UpdateException(Reason.ARTIFACT_NOT_ALLOWED, "Outside the allow-list");
		assertThatExceptionOfType(UpdateException.class)
			.isThrownBy(() -> this.controller.start(Instance.request("1.1.0")))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.ARTIFACT_NOT_ALLOWED));
		assertThat(this.controller.snapshot()).isSameAs(before);
	}

	@Test
	void blockingFindingRefusesWithItsRemedy() {
		this.ports.findings = List.of(new Finding("STORE", Reason.STORE_NOT_WRITABLE, true, "No store", "Make one"),
				Finding.warning("OTHER", "Something", "Nothing"));
		assertThatExceptionOfType(UpdateException.class)
			.isThrownBy(() -> this.controller.start(Instance.request("1.1.0")))
			.withMessage("No store; Make one")
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.STORE_NOT_WRITABLE));
		assertThat(this.controller.plan()).hasSize(2);
	}

	@Test
	void warningDoesNotRefuse() {
		this.ports.findings = List.of(Finding.warning("OTHER", "Something", "Nothing"));
		assertThat(this.controller.start(Instance.request("1.1.0")).state()).isEqualTo(UpdateState.DOWNLOADING);
	}

	@Test
	void journalThatCannotBeWrittenRefusesTheStartAndChangesNothing() {
		UpdateSnapshot before = this.controller.snapshot();
		this.ports.saveFails = new UpdateException(Reason.DISK_FULL, "No space");
		assertThatExceptionOfType(UpdateException.class)
			.isThrownBy(() -> this.controller.start(Instance.request("1.1.0")))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.DISK_FULL));
		assertThat(this.controller.snapshot()).isSameAs(before);
		assertThat(this.ports.fetchedFrom).isEmpty();
		assertThat(this.controller.history()).isEmpty();
	}

	@Test
	void journalThatCannotBeWrittenLaterDoesNotStopTheUpdate() throws Exception {
		this.controller.start(Instance.request("1.1.0"));
		this.ports.saveFails = new UpdateException(Reason.DISK_FULL, "No space");
		this.ports.tenBytes.release(10);
		this.ports.switching.release();
		assertThat(this.instance.awaitPhase(UpdatePhase.PROBATION).currentVersion()).isEqualTo("1.1.0");
	}

	@Test
	void startIsNoVerbWithoutAVersion() {
		assertThatExceptionOfType(UpdateException.class).isThrownBy(() -> this.controller.apply(Verb.START))
			.withMessageContaining("perhaps you should")
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.BAD_REQUEST));
	}

	@Test
	void awaitReturnsTheLastSnapshotWhenTheTimeHasPassed() throws Exception {
		assertThat(this.controller.await((now) -> false, Duration.ofMillis(1))).isSameAs(this.controller.snapshot());
		assertThat(this.controller.await((now) -> true, Duration.ZERO)).isSameAs(this.controller.snapshot());
	}

}
