package io.hotupdate.metrics;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

import io.hotupdate.Outcome;
import io.hotupdate.Reason;
import io.hotupdate.UpdatePhase;
import io.hotupdate.UpdateSnapshot;
import io.hotupdate.UpdateState;
import io.hotupdate.UpdateStatus;
import io.hotupdate.UpdateTotals;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * What the instance as a whole is about: state, phase, progress and how its updates
 * ended. Each label value is registered at the start.
 */
public final class InstanceMetrics implements MeterBinder {

	/** Told once for both generations. Counters without the suffix that a format adds. */
	private static final Set<String> NAMES = Set.of("hotupdate_state", "hotupdate_phase", "hotupdate_progress_ratio",
			"hotupdate_generations", "hotupdate_updates", "hotupdate_probation_decisions", "hotupdate_restarts",
			"hotupdate_maintenance");

	private static final Set<Reason> AFTER_SWITCH = EnumSet.of(Reason.SUCCESSOR_EXITED, Reason.SUCCESSOR_HUNG,
			Reason.SUCCESSOR_INCOMPATIBLE, Reason.SUCCESSOR_UNREADY, Reason.SUCCESSOR_DOWN, Reason.ERROR_RATIO,
			Reason.LATENCY, Reason.LIMIT, Reason.REQUESTED, Reason.STOPPED, Reason.INTERNAL);

	private static final Set<Reason.Kind> NOT_OF_UPDATES = EnumSet.of(Reason.Kind.FORBIDDEN, Reason.Kind.NOT_FOUND);

	private static final String NONE = "none";

	private final UpdateStatus status;

	/**
	 * Create the metrics.
	 * @param status version, state and progress
	 */
	public InstanceMetrics(UpdateStatus status) {
		this.status = status;
	}

	/**
	 * Whether a family belongs to the instance and not to one of its generations.
	 * @param family its name in an exposition
	 */
	static boolean isOfInstance(String family) {
		return family.startsWith("hotupdate_cluster_") || family.startsWith("hotupdate_rollout_")
				|| NAMES.contains(family.replaceFirst("_total$", ""));
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (UpdateState state : UpdateState.values()) {
			oneHot(registry, "state", "The state of the instance", id(state), (now) -> now.state() == state);
		}
		oneHot(registry, "state", "The state of the instance", "maintenance", (now) -> false);
		for (UpdatePhase phase : UpdatePhase.values()) {
			oneHot(registry, "phase", "The phase of the update under way", id(phase), (now) -> phase(now) == phase);
		}
		oneHot(registry, "phase", "The phase of the update under way", NONE, (now) -> phase(now) == null);
		Gauge
			.builder("hotupdate.progress", this.status,
					(status) -> status.snapshot().state().isBusy() ? status.snapshot().progress() / 100.0 : 0)
			.description("Progress of the update under way, 0 without one")
			.baseUnit("ratio")
			.register(registry);
		Gauge.builder("hotupdate.generations", this.status, (status) -> status.snapshot().generations().size())
			.description("Processes of the instance that live")
			.register(registry);
		for (Outcome outcome : Outcome.values()) {
			reasons(outcome).forEach((reason) -> total(registry, outcome, reason));
		}
		total(registry, Outcome.SUCCEEDED, null);
		decision(registry, "confirmed", Outcome.SUCCEEDED, null);
		AFTER_SWITCH.forEach((reason) -> decision(registry, "taken_back", Outcome.TAKEN_BACK, reason));
	}

	private static @Nullable UpdatePhase phase(UpdateSnapshot now) {
		return (now.state() == UpdateState.APPLYING) ? now.phase() : null;
	}

	/** Those with which an update can end so. */
	private static Set<Reason> reasons(Outcome outcome) {
		return switch (outcome) {
			case SUCCEEDED -> Set.of();
			case CANCELLED -> EnumSet.of(Reason.REQUESTED);
			case INTERRUPTED -> EnumSet.of(Reason.INTERRUPTED, Reason.STOPPED);
			case TAKEN_BACK -> AFTER_SWITCH;
			case FAILED -> {
				Set<Reason> reasons = EnumSet.allOf(Reason.class);
				reasons.removeIf((reason) -> NOT_OF_UPDATES.contains(reason.kind()));
				yield reasons;
			}
		};
	}

	private void oneHot(MeterRegistry registry, String what, String description, String value,
			Predicate<UpdateSnapshot> hot) {
		Gauge.builder("hotupdate." + what, this.status, (status) -> hot.test(status.snapshot()) ? 1 : 0)
			.description(description + ": 1 for the one it is in, 0 for the others")
			.tag(what, value)
			.register(registry);
	}

	private void total(MeterRegistry registry, Outcome outcome, @Nullable Reason reason) {
		counter(registry, "hotupdate.updates", "Updates that ended, since the store was made", "outcome", id(outcome),
				reason, UpdateTotals::updates, outcome);
	}

	private void decision(MeterRegistry registry, String decision, Outcome outcome, @Nullable Reason reason) {
		counter(registry, "hotupdate.probation.decisions", "Probations that ended, since the store was made",
				"decision", decision, reason, UpdateTotals::probations, outcome);
	}

	private void counter(MeterRegistry registry, String name, String description, String tag, String value,
			@Nullable Reason reason, Count count, Outcome outcome) {
		FunctionCounter.builder(name, this.status, (status) -> count.of(status.totals(), outcome, reason))
			.description(description)
			.tag(tag, value)
			.tag("reason", (reason != null) ? id(reason) : NONE)
			.register(registry);
	}

	static String id(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT);
	}

	/** One number of the totals. */
	private interface Count {

		long of(UpdateTotals totals, Outcome outcome, @Nullable Reason reason);

	}

}
