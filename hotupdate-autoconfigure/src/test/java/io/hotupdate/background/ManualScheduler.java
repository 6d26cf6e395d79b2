package io.hotupdate.background;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.Trigger;
import org.springframework.scheduling.support.SimpleTriggerContext;

/**
 * A scheduler whose time a test moves.
 */
final class ManualScheduler implements TaskScheduler {

	private final List<Entry> entries = new ArrayList<>();

	private Instant now = Instant.parse("2026-01-02T03:04:05Z");

	/** Run what is due in the time to come, in its order. */
	void advance(Duration duration) {
		Instant end = this.now.plus(duration);
		Optional<Entry> next = next(end);
		while (next.isPresent()) {
			Entry entry = next.get();
			this.now = (entry.due.isAfter(this.now)) ? entry.due : this.now;
			entry.run();
			next = next(end);
		}
		this.now = end;
	}

	int scheduled() {
		return (int) this.entries.stream().filter((entry) -> !entry.isDone()).count();
	}

	private Optional<Entry> next(Instant end) {
		return this.entries.stream()
			.filter((entry) -> !entry.isDone() && !entry.due.isAfter(end))
			.min(Comparator.comparing((entry) -> entry.due));
	}

	private ScheduledFuture<?> add(Runnable task, Instant first, UnaryOperator<@Nullable Instant> next) {
		Entry entry = new Entry(task, first, next);
		this.entries.add(entry);
		return entry;
	}

	@Override
	public Clock getClock() {
		return new Clock() {

			@Override
			public Instant instant() {
				return ManualScheduler.this.now;
			}

			@Override
			public ZoneId getZone() {
				return ZoneOffset.UTC;
			}

			@Override
			public Clock withZone(ZoneId zone) {
				return this;
			}

		};
	}

	@Override
	public @Nullable ScheduledFuture<?> schedule(Runnable task, Trigger trigger) {
		SimpleTriggerContext context = new SimpleTriggerContext(getClock());
		Instant first = trigger.nextExecution(context);
		return (first == null) ? null : add(task, first, (due) -> {
			context.update(due, due, this.now);
			return trigger.nextExecution(context);
		});
	}

	@Override
	public ScheduledFuture<?> schedule(Runnable task, Instant startTime) {
		return add(task, startTime, (due) -> null);
	}

	@Override
	public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Instant startTime, Duration period) {
		return add(task, startTime, (due) -> (due != null) ? due.plus(period) : null);
	}

	@Override
	public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Duration period) {
		return scheduleAtFixedRate(task, this.now, period);
	}

	@Override
	public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Instant startTime, Duration delay) {
		return add(task, startTime, (due) -> this.now.plus(delay));
	}

	@Override
	public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Duration delay) {
		return scheduleWithFixedDelay(task, this.now, delay);
	}

	private final class Entry implements ScheduledFuture<Object> {

		private final Runnable task;

		private final UnaryOperator<@Nullable Instant> next;

		private Instant due;

		private boolean done;

		private boolean cancelled;

		Entry(Runnable task, Instant first, UnaryOperator<@Nullable Instant> next) {
			this.task = task;
			this.due = first;
			this.next = next;
		}

		void run() {
			this.task.run();
			Instant next = this.next.apply(this.due);
			if (next == null) {
				this.done = true;
			}
			else {
				this.due = next;
			}
		}

		@Override
		public boolean cancel(boolean mayInterruptIfRunning) {
			assertNotInterrupting(mayInterruptIfRunning);
			this.cancelled = !this.done;
			this.done = true;
			return this.cancelled;
		}

		private static void assertNotInterrupting(boolean mayInterruptIfRunning) {
			if (mayInterruptIfRunning) {
				throw new AssertionError("A job is not interrupted");
			}
		}

		@Override
		public boolean isCancelled() {
			return this.cancelled;
		}

		@Override
		public boolean isDone() {
			return this.done;
		}

		@Override
		public Object get() {
			throw new UnsupportedOperationException();
		}

		@Override
		public Object get(long timeout, TimeUnit unit) {
			throw new UnsupportedOperationException();
		}

		@Override
		public long getDelay(TimeUnit unit) {
			return unit.convert(Duration.between(ManualScheduler.this.now, this.due));
		}

		@Override
		public int compareTo(Delayed other) {
			return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
		}

	}

}
