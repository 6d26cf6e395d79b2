package io.hotupdate.metrics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

import io.hotupdate.HotUpdateEvent;
import io.hotupdate.Outcome;
import io.hotupdate.UpdatePhase;
import io.hotupdate.UpdateSnapshot;
import io.hotupdate.UpdateState;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * How long updates and their phases took, told by the generation that owns the instance
 * when an update ends.
 */
public final class UpdateDurations implements MeterBinder {

	private static final Duration[] BUCKETS = Stream.of(100, 1_000, 5_000, 15_000, 60_000, 300_000, 900_000, 3_600_000)
		.map(Duration::ofMillis)
		.toArray(Duration[]::new);

	private static final Set<Outcome> BEFORE_SWITCH = Set.of(Outcome.SUCCEEDED, Outcome.FAILED, Outcome.TAKEN_BACK);

	private static final Set<Outcome> AFTER_SWITCH = Set.of(Outcome.SUCCEEDED, Outcome.TAKEN_BACK);

	private final List<MeterRegistry> registries = new ArrayList<>();

	@Override
	public synchronized void bindTo(MeterRegistry registry) {
		this.registries.add(registry);
		for (Outcome outcome : Outcome.values()) {
			update(registry, outcome);
			phase(registry, UpdateState.DOWNLOADING.name(), outcome);
		}
		for (UpdatePhase phase : UpdatePhase.values()) {
			(phase.isAfterSwitch() ? AFTER_SWITCH : BEFORE_SWITCH)
				.forEach((outcome) -> phase(registry, phase.name(), outcome));
		}
	}

	/**
	 * Hear of an update's end.
	 * @param event what has changed
	 */
	public synchronized void hear(HotUpdateEvent event) {
		UpdateSnapshot now = event.snapshot();
		if (!event.previousState().isBusy() || now.outcome() == null || now.startedAt() == null
				|| now.finishedAt() == null) {
			return;
		}
		for (MeterRegistry registry : this.registries) {
			update(registry, now.outcome()).record(Duration.between(now.startedAt(), now.finishedAt()));
			now.timings()
				.forEach((phase, millis) -> phase(registry, phase, now.outcome()).record(Duration.ofMillis(millis)));
		}
	}

	private static Timer update(MeterRegistry registry, Outcome outcome) {
		return Timer.builder("hotupdate.update.duration")
			.description("From the start of an update to its end")
			.tag("outcome", InstanceMetrics.id(outcome))
			.serviceLevelObjectives(BUCKETS)
			.register(registry);
	}

	private static Timer phase(MeterRegistry registry, String phase, Outcome outcome) {
		return Timer.builder("hotupdate.phase.duration")
			.description("How long a phase of an update took, by how the update ended")
			.tag("phase", phase.toLowerCase(Locale.ROOT))
			.tag("outcome", InstanceMetrics.id(outcome))
			.serviceLevelObjectives(BUCKETS)
			.register(registry);
	}

}
