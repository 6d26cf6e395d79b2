package io.hotupdate.background;

import org.springframework.core.Ordered;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;

/**
 * Has only the owner run {@code @Scheduled} methods, also where their scheduler is no
 * bean. After all other configurers, so that theirs is the scheduler.
 */
public final class OwnerSchedulingConfigurer implements SchedulingConfigurer, Ordered {

	private final BackgroundBeans background;

	/**
	 * Create the configurer.
	 * @param background what depends on ownership
	 */
	public OwnerSchedulingConfigurer(BackgroundBeans background) {
		this.background = background;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void configureTasks(ScheduledTaskRegistrar registrar) {
		TaskScheduler scheduler = registrar.getScheduler();
		if (scheduler != null) {
			registrar.setTaskScheduler(
					new OwnerTaskScheduler(scheduler, this.background.owner().jobs(), this.background.rules()::isTask));
		}
	}

}
