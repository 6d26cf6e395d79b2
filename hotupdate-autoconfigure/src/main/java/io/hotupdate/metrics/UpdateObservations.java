package io.hotupdate.metrics;

import java.util.Locale;

import io.hotupdate.HotUpdateEvent;
import io.hotupdate.UpdateSnapshot;
import io.hotupdate.UpdateState;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Observes each update and each of its phases, in the generation that owns the instance:
 * the predecessor up to the switch, the successor from there on. Where the application
 * has a tracer all of it is one trace.
 */
public final class UpdateObservations {

	/**
	 * How the names of the observations begin. No metrics are made of them: those of
	 * {@link UpdateDurations} are.
	 */
	public static final String PREFIX = "hotupdate.trace.";

	private static final String UPDATE = PREFIX + "update";

	private static final String PHASE = PREFIX + "phase";

	private static final KeyValue NONE = KeyValue.of("outcome", "none");

	private final ObservationRegistry registry;

	private @Nullable Observation update;

	private @Nullable Observation phase;

	/**
	 * Create it.
	 * @param registry what observes
	 */
	public UpdateObservations(ObservationRegistry registry) {
		this.registry = registry;
	}

	/**
	 * Hear of a change.
	 * @param event what has changed
	 */
	public synchronized void hear(HotUpdateEvent event) {
		UpdateSnapshot now = event.snapshot();
		KeyValue outcome = (now.outcome() != null) ? KeyValue.of("outcome", InstanceMetrics.id(now.outcome())) : NONE;
		this.phase = stop(this.phase, outcome);
		if (!now.state().isBusy()) {
			this.update = stop(this.update, outcome);
			return;
		}
		if (this.update == null) {
			this.update = start(UPDATE, now);
		}
		if (now.state() != UpdateState.PAUSED) {
			this.phase = start(PHASE, now);
		}
	}

	/** The other generation owns the instance now, and observes. */
	public synchronized void leave() {
		this.phase = stop(this.phase, NONE);
		this.update = stop(this.update, NONE);
	}

	private Observation start(String name, UpdateSnapshot now) {
		String updateId = String.valueOf(now.updateId());
		Observation observation = Observation.createNotStarted(name, () -> UpdateTrace.of(updateId), this.registry)
			.lowCardinalityKeyValue(NONE)
			.highCardinalityKeyValue("update.id", updateId)
			.highCardinalityKeyValue("release.version", String.valueOf(now.targetVersion()));
		if (name.equals(PHASE)) {
			String phase = (now.phase() != null && now.state() == UpdateState.APPLYING) ? now.phase().name()
					: now.state().name();
			observation.lowCardinalityKeyValue("phase", phase.toLowerCase(Locale.ROOT))
				.contextualName("update " + phase.toLowerCase(Locale.ROOT));
		}
		return observation.start();
	}

	private static @Nullable Observation stop(@Nullable Observation observation, KeyValue outcome) {
		if (observation != null) {
			observation.lowCardinalityKeyValue(outcome).stop();
		}
		return null;
	}

}
