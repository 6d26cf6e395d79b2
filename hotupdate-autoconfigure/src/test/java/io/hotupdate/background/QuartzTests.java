package io.hotupdate.background;

import java.time.Duration;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.quartz.CronScheduleBuilder;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.SimpleTrigger;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.quartz.SchedulerFactoryBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests with a real Quartz scheduler.
 */
class QuartzTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final ApplicationContextRunner successor = OwnedApplication.successor()
		.withUserConfiguration(QuartzApplication.class);

	@Test
	void schedulerWaitsForOwnershipAndCatchesUpWithNothing() {
		Counting.runs.set(0);
		this.successor.run((context) -> {
			Scheduler scheduler = context.getBean(Scheduler.class);
			assertThat(scheduler.isInStandbyMode()).isTrue();
			// a hundred runs missed, all within the misfire threshold
			schedule(scheduler, "missed", Counting.class, -20_000, 200, SimpleTrigger.REPEAT_INDEFINITELY);
			GenerationOwner owner = context.getBean(GenerationOwner.class);
			owner.start(Map.of());
			await().atMost(LIMIT).until(() -> Counting.runs.get() >= 3);
			assertThat(scheduler.getTrigger(TriggerKey.triggerKey("missed")).getNextFireTime())
				.isAfter(new Date(System.currentTimeMillis() - 10_000));
			owner.stop();
			assertThat(scheduler.isInStandbyMode()).isTrue();
			int before = Counting.runs.get();
			assertThat(before).isLessThan(100);
			// phase is kept: 200 ms apart from where it was
			Date next = scheduler.getTrigger(TriggerKey.triggerKey("missed")).getNextFireTime();
			owner.start(Map.of());
			await().atMost(LIMIT).until(() -> Counting.runs.get() > before);
			assertThat(
					(scheduler.getTrigger(TriggerKey.triggerKey("missed")).getNextFireTime().getTime() - next.getTime())
							% 200)
				.isZero();
		});
	}

	@Test
	void triggersGoOnWithTheirNextTime() {
		this.successor.run((context) -> {
			Scheduler scheduler = context.getBean(Scheduler.class);
			schedule(scheduler, "finite", Counting.class, -20_500, 1000, 39);
			schedule(scheduler, "once", Counting.class, -20_000, 0, 0);
			schedule(scheduler, "later", Counting.class, 100_000, 1000, 10);
			JobDetail job = JobBuilder.newJob(Counting.class).withIdentity("cron").build();
			scheduler.scheduleJob(job,
					TriggerBuilder.newTrigger()
						.withIdentity("cron")
						.startAt(new Date(System.currentTimeMillis() - 60_000))
						.withSchedule(CronScheduleBuilder.cronSchedule("* * * * * ?"))
						.build());
			Date now = new Date();
			QuartzTriggers.renew(context.getBean("&quartz"));
			SimpleTrigger finite = (SimpleTrigger) scheduler.getTrigger(TriggerKey.triggerKey("finite"));
			assertThat(finite.getNextFireTime()).isAfterOrEqualTo(now);
			assertThat(finite.getRepeatCount()).isBetween(17, 18);
			assertThat(scheduler.getTrigger(TriggerKey.triggerKey("once")).getNextFireTime()).isBefore(now);
			assertThat(scheduler.getTrigger(TriggerKey.triggerKey("later")).getNextFireTime())
				.isAfter(new Date(now.getTime() + 90_000));
			assertThat(scheduler.getTrigger(TriggerKey.triggerKey("cron")).getNextFireTime()).isAfter(now);
		});
	}

	@Test
	void jobThatRunsIsWaitedFor() {
		Waiting.begun = new CountDownLatch(1);
		Waiting.finish = new CountDownLatch(1);
		this.successor.withPropertyValues("owner=true").run((context) -> {
			Scheduler scheduler = context.getBean(Scheduler.class);
			schedule(scheduler, "waiting", Waiting.class, 0, 1000, SimpleTrigger.REPEAT_INDEFINITELY);
			assertThat(Waiting.begun.await(60, TimeUnit.SECONDS)).isTrue();
			CountDownLatch stopped = new CountDownLatch(1);
			Thread thread = new Thread(() -> {
				context.getBean(GenerationOwner.class).stop();
				stopped.countDown();
			});
			thread.start();
			await().atMost(LIMIT).until(scheduler::isInStandbyMode);
			assertThat(stopped.getCount()).isOne();
			Waiting.finish.countDown();
			assertThat(stopped.await(60, TimeUnit.SECONDS)).isTrue();
		});
	}

	private static void schedule(Scheduler scheduler, String name, Class<? extends Job> job, long start, long interval,
			int count) throws Exception {
		SimpleScheduleBuilder schedule = SimpleScheduleBuilder.simpleSchedule().withRepeatCount(count);
		Trigger trigger = TriggerBuilder.newTrigger()
			.withIdentity(name)
			.startAt(new Date(System.currentTimeMillis() + start))
			.withSchedule((interval > 0) ? schedule.withIntervalInMilliseconds(interval) : schedule)
			.build();
		scheduler.scheduleJob(JobBuilder.newJob(job).withIdentity(name).build(), trigger);
	}

	@Configuration(proxyBeanMethods = false)
	static class QuartzApplication {

		@Bean
		SchedulerFactoryBean quartz() {
			SchedulerFactoryBean factory = new SchedulerFactoryBean();
			java.util.Properties properties = new java.util.Properties();
			properties.setProperty("org.quartz.threadPool.threadCount", "2");
			factory.setQuartzProperties(properties);
			return factory;
		}

	}

	public static final class Counting implements Job {

		static final AtomicInteger runs = new AtomicInteger();

		@Override
		public void execute(JobExecutionContext context) {
			runs.incrementAndGet();
		}

	}

	public static final class Waiting implements Job {

		static volatile CountDownLatch begun = new CountDownLatch(1);

		static volatile CountDownLatch finish = new CountDownLatch(1);

		@Override
		public void execute(JobExecutionContext context) {
			begun.countDown();
			try {
				finish.await(60, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

}
