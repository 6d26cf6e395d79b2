package io.hotupdate.background;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * The repeating jobs of a scheduled executor, which only the owner runs. What it runs
 * once, timeouts of requests among it, is not touched.
 */
final class OwnerScheduledExecutor {

	private final ScheduledExecutorService target;

	private final Jobs jobs;

	private final Predicate<Runnable> everyGeneration;

	private final Clock clock = Clock.systemUTC();

	OwnerScheduledExecutor(ScheduledExecutorService target, Jobs jobs, Predicate<Runnable> everyGeneration) {
		this.target = target;
		this.jobs = jobs;
		this.everyGeneration = everyGeneration;
	}

	ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long initialDelay, long period, TimeUnit unit) {
		if (isFree(task)) {
			return this.target.scheduleAtFixedRate(task, initialDelay, period, unit);
		}
		long nanos = unit.toNanos(period);
		return repeat(task, Schedule.rate(this.clock, first(initialDelay, unit), Duration.ofNanos(nanos), (tick,
				start) -> this.target.scheduleAtFixedRate(tick, nanosUntil(start), nanos, TimeUnit.NANOSECONDS)));
	}

	ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long initialDelay, long delay, TimeUnit unit) {
		if (isFree(task)) {
			return this.target.scheduleWithFixedDelay(task, initialDelay, delay, unit);
		}
		long nanos = unit.toNanos(delay);
		return repeat(task, Schedule.delay(this.clock, first(initialDelay, unit), Duration.ofNanos(nanos), (tick,
				start) -> this.target.scheduleWithFixedDelay(tick, nanosUntil(start), nanos, TimeUnit.NANOSECONDS)));
	}

	private ScheduledFuture<?> repeat(Runnable task, Schedule schedule) {
		return Objects.requireNonNull(this.jobs.repeat(task, schedule, this.clock, true));
	}

	private Instant first(long initialDelay, TimeUnit unit) {
		return this.clock.instant().plusNanos(unit.toNanos(initialDelay));
	}

	private long nanosUntil(Instant start) {
		return Math.max(0, Duration.between(this.clock.instant(), start).toNanos());
	}

	private boolean isFree(Runnable task) {
		return this.jobs.isPassing() || this.everyGeneration.test(task);
	}

}
