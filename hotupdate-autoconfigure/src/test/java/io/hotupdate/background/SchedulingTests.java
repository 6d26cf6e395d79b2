package io.hotupdate.background;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.hotupdate.EveryGeneration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.scheduling.config.ScheduledTaskHolder;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for schedulers and {@code @Scheduled} methods in an application.
 */
class SchedulingTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final ApplicationContextRunner successor = OwnedApplication.successor()
		.withUserConfiguration(Jobs.class)
		.withConfiguration(AutoConfigurations.of(TaskSchedulingAutoConfiguration.class));

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void scheduledMethodsWaitForOwnership(boolean configured) {
		ApplicationContextRunner runner = configured
				? this.successor.withBean(SchedulingConfigurer.class, OwnScheduler::new) : this.successor;
		runner.run((context) -> {
			Jobs jobs = context.getBean(Jobs.class);
			await().atMost(LIMIT).until(() -> jobs.everywhere.get() > 3);
			assertThat(jobs.owned).hasValue(0);
			context.getBean(GenerationOwner.class).start(Map.of());
			await().atMost(LIMIT).until(() -> jobs.owned.get() > 3);
			assertThat(context.getBean(GenerationOwner.class).stop()).containsOnlyKeys(Jobs.class.getName() + ".owned");
			int before = jobs.owned.get();
			int everywhere = jobs.everywhere.get();
			await().atMost(LIMIT).until(() -> jobs.everywhere.get() > everywhere + 5);
			assertThat(jobs.owned).hasValue(before);
			assertThat(context.getBean(ScheduledTaskHolder.class).getScheduledTasks()).hasSize(2)
				.filteredOn((task) -> task.toString().endsWith("owned"))
				.singleElement()
				.satisfies((task) -> assertThat(task.nextExecution()).isNull());
		});
	}

	@Test
	void ownerRunsThemFromItsStart() {
		this.successor.withPropertyValues("owner=true").run((context) -> {
			Jobs jobs = context.getBean(Jobs.class);
			await().atMost(LIMIT).until(() -> jobs.owned.get() > 3);
		});
	}

	@Test
	void schedulerCanBeInjectedByItsClass() {
		OwnedApplication.successor()
			.withBean(ThreadPoolTaskScheduler.class)
			.withBean(SimpleAsyncTaskScheduler.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				for (TaskScheduler scheduler : new TaskScheduler[] { context.getBean(ThreadPoolTaskScheduler.class),
						context.getBean(SimpleAsyncTaskScheduler.class) }) {
					AtomicInteger ticks = new AtomicInteger();
					ScheduledFuture<?> future = scheduler.scheduleAtFixedRate(ticks::incrementAndGet,
							Duration.ofMillis(5));
					assertThat(future.getDelay(TimeUnit.MILLISECONDS)).isZero();
					assertThat(ticks).hasValue(0);
					context.getBean(GenerationOwner.class).start(Map.of());
					await().atMost(LIMIT).until(() -> ticks.get() > 3);
					context.getBean(GenerationOwner.class).stop();
				}
				ThreadPoolTaskScheduler pool = context.getBean(ThreadPoolTaskScheduler.class);
				assertThat(pool.getScheduledThreadPoolExecutor().isShutdown()).isFalse();
				Future<String> executed = pool.submit(() -> "executed");
				assertThat(executed.get(60, TimeUnit.SECONDS)).isEqualTo("executed");
			});
	}

	@Test
	@SuppressWarnings({ "deprecation", "JavaUtilDate" })
	void oldMethodsAreWithheldToo() {
		OwnedApplication.successor().withBean(ThreadPoolTaskScheduler.class).run((context) -> {
			TaskScheduler scheduler = context.getBean(TaskScheduler.class);
			AtomicInteger ticks = new AtomicInteger();
			scheduler.scheduleAtFixedRate(ticks::incrementAndGet, 5);
			scheduler.scheduleWithFixedDelay(ticks::incrementAndGet, new java.util.Date(), 5);
			context.getBean(ThreadPoolTaskScheduler.class).submit(() -> "executed").get(60, TimeUnit.SECONDS);
			assertThat(ticks).hasValue(0);
		});
	}

	@Test
	void scheduledExecutorsAreWithheld() {
		OwnedApplication.successor()
			.withBean("single", ScheduledExecutorService.class, Executors::newSingleThreadScheduledExecutor)
			.withBean("pool", ScheduledExecutorService.class, () -> new ScheduledThreadPoolExecutor(1))
			.withBean("untouched", ScheduledThreadPoolExecutor.class, () -> new ScheduledThreadPoolExecutor(1))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(AopUtils.isAopProxy(context.getBean(ScheduledThreadPoolExecutor.class))).isFalse();
				for (String name : new String[] { "single", "pool" }) {
					ScheduledExecutorService executor = context.getBean(name, ScheduledExecutorService.class);
					AtomicInteger ticks = new AtomicInteger();
					ScheduledFuture<?> future = executor.scheduleAtFixedRate(ticks::incrementAndGet, 1, 5,
							TimeUnit.MILLISECONDS);
					assertThat(executor.schedule(() -> "once", 10, TimeUnit.MILLISECONDS).get(60, TimeUnit.SECONDS))
						.isEqualTo("once");
					assertThat(ticks).hasValue(0);
					context.getBean(GenerationOwner.class).start(Map.of());
					await().atMost(LIMIT).until(() -> ticks.get() > 3);
					context.getBean(GenerationOwner.class).stop();
					assertThat(future.isDone()).isFalse();
					assertThat(future.cancel(false)).isTrue();
				}
			});
	}

	@Test
	void jobOfAnExecutorThatFailsEnds() {
		OwnedApplication.owner()
			.withBean("single", ScheduledExecutorService.class, Executors::newSingleThreadScheduledExecutor)
			.run((context) -> {
				AtomicInteger ticks = new AtomicInteger();
				ScheduledFuture<?> future = context.getBean(ScheduledExecutorService.class)
					.scheduleWithFixedDelay(() -> {
						ticks.incrementAndGet();
						throw new IllegalStateException("on purpose");
					}, 0, 5, TimeUnit.MILLISECONDS);
				await().atMost(LIMIT).until(future::isDone);
				context.getBean(GenerationOwner.class).stop();
				context.getBean(GenerationOwner.class).start(Map.of());
				assertThat(ticks).hasValue(1);
			});
	}

	@Test
	void schedulersForEveryGenerationAreLeftAlone() {
		OwnedApplication.successor().withUserConfiguration(FreeSchedulers.class).run((context) -> {
			assertThat(context.getBeansOfType(TaskScheduler.class)).hasSize(3)
				.allSatisfy((name, scheduler) -> assertThat(AopUtils.isAopProxy(scheduler)).as(name).isFalse());
		});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Jobs {

		private final AtomicInteger owned = new AtomicInteger();

		private final AtomicInteger everywhere = new AtomicInteger();

		@Scheduled(fixedRate = 5)
		void owned() {
			this.owned.incrementAndGet();
		}

		@Scheduled(fixedDelay = 5)
		@EveryGeneration
		void everywhere() {
			this.everywhere.incrementAndGet();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FreeSchedulers {

		@Bean
		@EveryGeneration
		TaskScheduler annotated() {
			return new ThreadPoolTaskScheduler();
		}

		@Bean
		TaskScheduler excluded() {
			return new ThreadPoolTaskScheduler();
		}

		@Bean
		TaskScheduler defaultSockJsTaskScheduler() {
			return new ThreadPoolTaskScheduler();
		}

	}

	/** A scheduler that is no bean. */
	static class OwnScheduler implements SchedulingConfigurer {

		@Override
		public void configureTasks(ScheduledTaskRegistrar registrar) {
			ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
			scheduler.setDaemon(true);
			scheduler.initialize();
			registrar.setTaskScheduler(scheduler);
		}

	}

}
