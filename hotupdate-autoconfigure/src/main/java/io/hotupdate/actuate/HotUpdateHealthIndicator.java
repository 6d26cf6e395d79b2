package io.hotupdate.actuate;

import java.util.function.Supplier;

import io.hotupdate.HotUpdateController;
import io.hotupdate.Rollouts;
import io.hotupdate.UpdateSnapshot;
import io.hotupdate.UpdateState;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Details of {@code hotUpdate} in {@code /actuator/health}: version, state, the update
 * under way, how the last one ended and, with a group, whether it can be reached. Always
 * UP: an update that failed and a group that is away change nothing about what is served.
 */
public final class HotUpdateHealthIndicator implements HealthIndicator {

	private final HotUpdateController controller;

	private final Supplier<@Nullable Rollouts> rollouts;

	/**
	 * Create an indicator.
	 * @param controller the controller
	 * @param rollouts the group, if there is one
	 */
	public HotUpdateHealthIndicator(HotUpdateController controller, Supplier<@Nullable Rollouts> rollouts) {
		this.controller = controller;
		this.rollouts = rollouts;
	}

	@Override
	public Health health() {
		UpdateSnapshot now = this.controller.snapshot();
		Health.Builder health = Health.up()
			.withDetail("version", now.currentVersion())
			.withDetail("state", now.state().name())
			.withDetail("generations", now.generations().size())
			.withDetail("handover", now.handover().mode().name());
		if (now.state().isBusy()) {
			health.withDetail("target", String.valueOf(now.targetVersion())).withDetail("progress", now.progress());
		}
		if (now.state() == UpdateState.APPLYING && now.phase() != null) {
			health.withDetail("phase", now.phase().name());
		}
		if (now.outcome() != null) {
			health.withDetail("outcome", now.outcome().name());
		}
		if (now.reason() != null) {
			health.withDetail("reason", now.reason().name());
		}
		Rollouts rollouts = this.rollouts.get();
		if (rollouts != null) {
			health.withDetail("cluster", rollouts.membership());
		}
		return health.build();
	}

}
