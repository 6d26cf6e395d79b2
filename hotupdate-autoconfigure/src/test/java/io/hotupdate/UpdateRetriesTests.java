package io.hotupdate;

import java.time.Clock;
import java.time.Duration;
import java.util.Objects;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Failed updates that begin again by themselves.
 */
class UpdateRetriesTests {

	private final TestPorts ports = TestPorts.open();

	private final Instance instance = new Instance(this.ports);

	private final HotUpdateController controller = this.instance.controller;

	private UpdateRetries retries = retries(3, Duration.ofMillis(2));

	@AfterEach
	void stop() {
		this.retries.close();
	}

	@Test
	void updateThatFailedForNowBeginsAgainUntilItWorks() throws Exception {
		this.instance.status.lead(true);
		this.ports.fetchFails = TestPorts.failure(Reason.SERVER_UNREACHABLE);
		UpdateSnapshot first = this.controller.start(Instance.request("1.1.0"));
		UpdateSnapshot second = this.instance.await((now) -> !Objects.equals(now.updateId(), first.updateId()));
		this.ports.fetchFails = null;
		this.instance.awaitPhase(UpdatePhase.PROBATION);
		assertThat(second.targetVersion()).isEqualTo("1.1.0");
		assertThat(this.controller.find(Instance.id(first)).orElseThrow().reason())
			.isEqualTo(Reason.SERVER_UNREACHABLE);
	}

	@Test
	void snapshotSaysWhenItBeginsAgainAndCancelEndsThat() throws Exception {
		this.retries.close();
		this.retries = retries(3, Duration.ofMinutes(10));
		this.instance.status.lead(true);
		this.ports.fetchFails = TestPorts.failure(Reason.SERVER_STALLED);
		UpdateSnapshot first = this.controller.start(Instance.request("1.1.0"));
		UpdateSnapshot waiting = this.instance.await((now) -> now.retryAt() != null);
		assertThat(waiting.state()).isEqualTo(UpdateState.FAILED);
		assertThat(waiting.updateId()).isEqualTo(first.updateId());
		assertThat(waiting.retryAt()).isBetween(this.instance.clock.instant().plusSeconds(300),
				this.instance.clock.instant().plusSeconds(600));
		assertThat(this.ports.lastSaved().retryAt()).isEqualTo(waiting.retryAt());
		assertThat(this.controller.cancel().retryAt()).isNull();
	}

	@Test
	void triesAreBounded() throws Exception {
		this.instance.status.lead(true);
		this.ports.fetchFails = TestPorts.failure(Reason.SERVER_ERROR);
		this.controller.start(Instance.request("1.1.0"));
		this.instance.await((now) -> this.controller.history().size() == 4);
		this.instance.status.flush(Instance.PATIENCE);
		assertThat(this.controller.snapshot().state()).isEqualTo(UpdateState.FAILED);
		assertThat(this.controller.snapshot().retryAt()).isNull();
		// another release has all its tries before it
		this.controller.start(Instance.request("1.2.0"));
		this.instance.await((now) -> this.controller.history().size() == 8);
	}

	@ParameterizedTest
	@EnumSource(value = Reason.class, names = { "DIGEST_MISMATCH", "SUCCESSOR_EXITED", "WRONG_VERSION" })
	void whatFailsAgainIsLeftToAPerson(Reason reason) throws Exception {
		this.instance.status.lead(true);
		this.ports.fetchFails = TestPorts.failure(reason);
		UpdateSnapshot first = this.controller.start(Instance.request("1.1.0"));
		this.instance.awaitState(UpdateState.FAILED);
		this.instance.status.flush(Instance.PATIENCE);
		assertThat(this.controller.snapshot().updateId()).isEqualTo(first.updateId());
		assertThat(this.controller.snapshot().retryAt()).isNull();
	}

	@Test
	void releaseThatTheTrafficWasTakenBackFromIsLeftToAPerson() throws Exception {
		this.instance.status.lead(true);
		this.controller.start(Instance.request("1.1.0"));
		this.instance.awaitPhase(UpdatePhase.PROBATION);
		this.instance.status.takenBack("1.0.0", this.controller.snapshot().generations(), Reason.SUCCESSOR_HUNG,
				"It hangs");
		this.instance.status.flush(Instance.PATIENCE);
		assertThat(this.controller.snapshot().retryable()).isTrue();
		assertThat(this.controller.snapshot().retryAt()).isNull();
	}

	@Test
	void generationThatDoesNotLeadRetriesNothing() throws Exception {
		this.ports.fetchFails = TestPorts.failure(Reason.SERVER_UNREACHABLE);
		this.controller.start(Instance.request("1.1.0"));
		this.instance.awaitState(UpdateState.FAILED);
		this.instance.status.flush(Instance.PATIENCE);
		assertThat(this.controller.snapshot().retryAt()).isNull();
	}

	private UpdateRetries retries(int tries, Duration delay) {
		RestartSettings figures = new RestartSettings(new Backoff(delay, delay), tries, Duration.ofHours(1),
				Duration.ofHours(1));
		return new UpdateRetries(this.controller, this.instance.status,
				new RestartPolicy(figures, Clock.systemUTC(), () -> 0.5), this.instance.clock);
	}

}
