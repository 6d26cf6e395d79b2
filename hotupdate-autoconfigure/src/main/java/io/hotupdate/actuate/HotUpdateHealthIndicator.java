package io.hotupdate.actuate;

import java.util.Map;
import java.util.function.Supplier;

import io.hotupdate.HotUpdateController;
import io.hotupdate.Rollouts;
import io.hotupdate.UpdateSnapshot;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Details of {@code hotUpdate} in {@code /actuator/health}: version, state and, with a
 * group, whether it can be reached. Always UP: an update that failed and a group that is
 * away change nothing about what is served.
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
			.withDetails(Map.of("version", now.currentVersion(), "state", now.state().name()));
		Rollouts rollouts = this.rollouts.get();
		if (rollouts != null) {
			health.withDetail("cluster", rollouts.membership());
		}
		return health.build();
	}

}
