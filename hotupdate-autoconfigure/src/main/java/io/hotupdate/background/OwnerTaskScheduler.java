package io.hotupdate.background;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.Trigger;

/**
 * A task scheduler whose jobs only the owner runs.
 */
final class OwnerTaskScheduler implements TaskScheduler {

	private final TaskScheduler target;

	private final Jobs jobs;

	private final Predicate<Runnable> everyGeneration;

	OwnerTaskScheduler(TaskScheduler target, Jobs jobs, Predicate<Runnable> everyGeneration) {
		this.target = target;
		this.jobs = jobs;
		this.everyGeneration = everyGeneration;
	}

	@Override
	public Clock getClock() {
		return this.target.getClock();
	}

	@Override
	public @Nullable ScheduledFuture<?> schedule(Runnable task, Trigger trigger) {
		if (isFree(task)) {
			return this.jobs.pass(() -> this.target.schedule(task, trigger));
		}
		return this.jobs.repeat(task, Schedule.trigger(getClock(), trigger, this.target::schedule), getClock(), false);
	}

	@Override
	public ScheduledFuture<?> schedule(Runnable task, Instant startTime) {
		if (isFree(task)) {
			return this.jobs.pass(() -> this.target.schedule(task, startTime));
		}
		return this.jobs.once(task, Schedule.once(startTime, this.target::schedule), getClock());
	}

	@Override
	public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Instant startTime, Duration period) {
		return rate(task, startTime, period);
	}

	@Override
	public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Duration period) {
		return rate(task, null, period);
	}

	private ScheduledFuture<?> rate(Runnable task, @Nullable Instant first, Duration period) {
		Schedule.Starter starter = (tick, start) -> this.target.scheduleAtFixedRate(tick, start, period);
		if (isFree(task)) {
			return this.jobs.pass(
					() -> (first != null) ? starter.start(task, first) : this.target.scheduleAtFixedRate(task, period));
		}
		return repeat(task, Schedule.rate(getClock(), first, period, starter));
	}

	@Override
	public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Instant startTime, Duration delay) {
		return delay(task, startTime, delay);
	}

	@Override
	public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Duration delay) {
		return delay(task, null, delay);
	}

	private ScheduledFuture<?> delay(Runnable task, @Nullable Instant first, Duration delay) {
		Schedule.Starter starter = (tick, start) -> this.target.scheduleWithFixedDelay(tick, start, delay);
		if (isFree(task)) {
			return this.jobs.pass(() -> (first != null) ? starter.start(task, first)
					: this.target.scheduleWithFixedDelay(task, delay));
		}
		return repeat(task, Schedule.delay(getClock(), first, delay, starter));
	}

	private ScheduledFuture<?> repeat(Runnable task, Schedule schedule) {
		return Objects.requireNonNull(this.jobs.repeat(task, schedule, getClock(), false));
	}

	private boolean isFree(Runnable task) {
		return this.jobs.isPassing() || this.everyGeneration.test(task);
	}

}
