package io.hotupdate.background;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleTrigger;
import org.quartz.Trigger;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;
import org.quartz.simpl.RAMJobStore;
import org.springframework.scheduling.quartz.SchedulerFactoryBean;

/**
 * Keeps Quartz from catching up: a RAM store fires each tick that was missed within the
 * misfire threshold. A store in a database knows what the other generation fired, and
 * keeps to the triggers' misfire instructions.
 */
final class QuartzTriggers {

	private static final long POLL_MS = 10;

	private QuartzTriggers() {
	}

	/** Each repeating trigger goes on with its next time from now. */
	static void renew(Object bean) throws SchedulerException {
		Scheduler scheduler = scheduler(bean);
		if (scheduler == null || !RAMJobStore.class.isAssignableFrom(scheduler.getMetaData().getJobStoreClass())) {
			return;
		}
		Date now = new Date();
		for (TriggerKey key : scheduler.getTriggerKeys(GroupMatcher.anyGroup())) {
			Trigger trigger = scheduler.getTrigger(key);
			Date due = trigger.getNextFireTime();
			if (due == null || !due.before(now) || isOnce(trigger)) {
				continue;
			}
			Date next = trigger.getFireTimeAfter(now);
			if (next != null) {
				scheduler.rescheduleJob(key, from(trigger, next));
			}
		}
	}

	/** What is due once is done, however late. */
	private static boolean isOnce(Trigger trigger) {
		return trigger instanceof SimpleTrigger simple && simple.getRepeatCount() == 0;
	}

	private static Trigger from(Trigger trigger, Date next) {
		if (trigger instanceof SimpleTrigger simple && simple.getRepeatCount() > 0) {
			long passed = (next.getTime() - simple.getStartTime().getTime()) / simple.getRepeatInterval();
			return simple.getTriggerBuilder()
				.withSchedule(org.quartz.SimpleScheduleBuilder.simpleSchedule()
					.withIntervalInMilliseconds(simple.getRepeatInterval())
					.withRepeatCount((int) (simple.getRepeatCount() - passed)))
				.startAt(next)
				.build();
		}
		return trigger.getTriggerBuilder().startAt(next).build();
	}

	/** Wait for the jobs that run; a scheduler on standby lets them. */
	static List<String> awaitJobs(@Nullable Object bean, Deadline deadline) throws InterruptedException {
		Scheduler scheduler = scheduler(bean);
		if (scheduler == null) {
			return List.of();
		}
		List<String> running = running(scheduler);
		while (!running.isEmpty() && !deadline.hasPassed()) {
			TimeUnit.MILLISECONDS.sleep(POLL_MS);
			running = running(scheduler);
		}
		return running;
	}

	private static List<String> running(Scheduler scheduler) {
		List<String> running = new ArrayList<>();
		try {
			for (JobExecutionContext context : scheduler.getCurrentlyExecutingJobs()) {
				running.add(context.getJobDetail().getKey().toString());
			}
		}
		catch (SchedulerException ex) {
			throw new IllegalStateException("Quartz does not say which jobs run", ex);
		}
		return running;
	}

	private static @Nullable Scheduler scheduler(@Nullable Object bean) {
		return (bean instanceof SchedulerFactoryBean factory) ? factory.getScheduler() : null;
	}

}
