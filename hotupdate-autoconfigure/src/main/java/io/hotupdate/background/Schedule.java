package io.hotupdate.background;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;

import io.hotupdate.BackgroundWork.LastRun;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.Trigger;
import org.springframework.scheduling.TriggerContext;
import org.springframework.scheduling.support.SimpleTriggerContext;

/**
 * When a job is due once this generation is the owner. What was missed is never caught up
 * with: at most one run, at once.
 */
@FunctionalInterface
interface Schedule {

	/**
	 * Have a scheduler run a task from now on.
	 * @param task the task
	 * @param told its last run as the owner before has told it
	 * @param own its last run in this process
	 * @return the scheduler's future, {@code null} if it is never due
	 */
	@Nullable ScheduledFuture<?> begin(Runnable task, @Nullable LastRun told, @Nullable LastRun own);

	/** Whether it is for one time. */
	default boolean isOnce() {
		return false;
	}

	/** One period after the last run began. */
	static Schedule rate(Clock clock, @Nullable Instant first, Duration period, Starter starter) {
		return (task, told, own) -> {
			LastRun last = (told != null) ? told : own;
			Instant due = (last != null) ? last.began().plus(period) : first;
			return starter.start(task, latest(due, clock.instant()));
		};
	}

	/** One delay after the last run ended. */
	static Schedule delay(Clock clock, @Nullable Instant first, Duration delay, Starter starter) {
		return (task, told, own) -> {
			LastRun last = (told != null) ? told : own;
			Instant now = clock.instant();
			Instant due = (last != null) ? ended(last, now).plus(delay) : first;
			return starter.start(task, latest(due, now));
		};
	}

	/**
	 * As the trigger says after the run that was told, else after now: the own last run
	 * may be long ago.
	 */
	static Schedule trigger(Clock clock, Trigger trigger, TriggerStarter starter) {
		return (task, told, own) -> {
			if (told == null) {
				return starter.start(task, trigger);
			}
			SimpleTriggerContext before = new SimpleTriggerContext(clock);
			before.update(told.began(), told.began(), ended(told, clock.instant()));
			return starter.start(task, (context) -> trigger.nextExecution(isEmpty(context) ? before : context));
		};
	}

	/** At its time, or at once if that has passed. */
	static Schedule once(Instant start, Starter starter) {
		return new Schedule() {

			@Override
			public @Nullable ScheduledFuture<?> begin(Runnable task, @Nullable LastRun told, @Nullable LastRun own) {
				return starter.start(task, start);
			}

			@Override
			public boolean isOnce() {
				return true;
			}

		};
	}

	private static boolean isEmpty(TriggerContext context) {
		return context.lastCompletion() == null && context.lastActualExecution() == null;
	}

	private static Instant ended(LastRun run, Instant now) {
		return (run.ended() != null) ? run.ended() : now;
	}

	private static Instant latest(@Nullable Instant due, Instant now) {
		return (due != null && due.isAfter(now)) ? due : now;
	}

	/** Asks the scheduler. */
	@FunctionalInterface
	interface Starter {

		ScheduledFuture<?> start(Runnable task, Instant first);

	}

	/** Asks the scheduler with a trigger. */
	@FunctionalInterface
	interface TriggerStarter {

		@Nullable ScheduledFuture<?> start(Runnable task, Trigger trigger);

	}

}
