package io.hotupdate;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.hotupdate.GenerationInfo.Gate;
import io.hotupdate.GenerationInfo.Role;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An instance that runs 1.0.0 and leads, on ports that a test plays on.
 */
final class Instance {

	static final Duration PATIENCE = Duration.ofSeconds(60);

	final TestClock clock = new TestClock();

	final List<HotUpdateEvent> events = new CopyOnWriteArrayList<>();

	final List<UpdateSnapshot> told = new CopyOnWriteArrayList<>();

	final TestPorts ports;

	final UpdateStatus status;

	final HotUpdateController controller;

	Instance() {
		this(new TestPorts());
		this.status.lead(true);
	}

	/** An instance that does not lead yet. */
	Instance(TestPorts ports) {
		this.ports = ports;
		this.status = new UpdateStatus("1.0.0", generation(1, "1.0.0", Role.SERVING, Gate.OPEN),
				HandoverInfo.of(HandoverInfo.Mode.SHARED_LISTENER), ports, this.clock);
		this.controller = new HotUpdateController(this.status, ports, ports, this.clock);
		this.controller.addListener(this.events::add);
		this.status.addObserver(this.told::add);
	}

	static UpdateRequest request(String version) {
		return new UpdateRequest(new Version(version), null, null, null);
	}

	static UpdateRequest request(String version, String idempotencyKey) {
		return new UpdateRequest(new Version(version), null, null, idempotencyKey);
	}

	static GenerationInfo generation(long number, String version, Role role, Gate gate) {
		return new GenerationInfo(number, 100 + number, version, role, gate, new TestClock().instant());
	}

	/** Go into a state without a worker. */
	UpdateSnapshot enter(UpdateState state, @Nullable UpdatePhase phase) {
		if (state == UpdateState.IDLE) {
			return this.status.snapshot();
		}
		change((draft) -> draft.begin("update-1", request("1.1.0")));
		if (state == UpdateState.FAILED) {
			this.status.fail(Outcome.FAILED, Reason.DIGEST_MISMATCH, "Not the bytes that were meant");
		}
		else if (state != UpdateState.DOWNLOADING) {
			change((draft) -> draft.stage(state, phase));
		}
		return this.status.snapshot();
	}

	private void change(Consumer<SnapshotDraft> change) {
		this.status.transition((now) -> {
		}, change);
	}

	UpdateSnapshot awaitState(UpdateState state) throws InterruptedException {
		UpdateSnapshot reached = await((now) -> now.state() == state);
		assertThat(reached.state()).isEqualTo(state);
		return reached;
	}

	UpdateSnapshot awaitPhase(UpdatePhase phase) throws InterruptedException {
		UpdateSnapshot reached = await((now) -> now.state() == UpdateState.APPLYING && now.phase() == phase);
		assertThat(reached.phase()).isEqualTo(phase);
		return reached;
	}

	UpdateSnapshot await(Predicate<UpdateSnapshot> condition) throws InterruptedException {
		UpdateSnapshot reached = this.controller.await(condition, PATIENCE);
		assertThat(condition.test(reached)).as("waited for a condition, but it is %s", reached).isTrue();
		return reached;
	}

	/** Run an update up to its probation. */
	UpdateSnapshot update(String version) throws InterruptedException {
		this.ports.tenBytes.release(10);
		this.ports.switching.release();
		this.ports.arrived.set(0);
		this.controller.start(request(version));
		return awaitPhase(UpdatePhase.PROBATION);
	}

	List<String> stages(List<UpdateSnapshot> snapshots) {
		return snapshots.stream().map(UpdateStatus::stage).toList();
	}

	static String id(UpdateSnapshot snapshot) {
		return Objects.requireNonNull(snapshot.updateId());
	}

}
