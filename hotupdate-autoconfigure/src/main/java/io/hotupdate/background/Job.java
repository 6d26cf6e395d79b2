package io.hotupdate.background;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.hotupdate.BackgroundWork.LastRun;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.SchedulingAwareRunnable;

/**
 * A job that a scheduler was given, and the future of whoever gave it: that stays the
 * same however often the job is stopped and started.
 */
final class Job implements ScheduledFuture<Object> {

	private final Jobs jobs;

	private final String key;

	private final Runnable task;

	private final Schedule schedule;

	private final Clock clock;

	private final boolean endsByFailure;

	private final CompletableFuture<Object> end = new CompletableFuture<>();

	private @Nullable ScheduledFuture<?> future;

	private volatile @Nullable LastRun lastRun;

	Job(Jobs jobs, String key, Runnable task, Schedule schedule, Clock clock, boolean endsByFailure) {
		this.jobs = jobs;
		this.key = key;
		this.task = task;
		this.schedule = schedule;
		this.clock = clock;
		this.endsByFailure = endsByFailure;
	}

	String key() {
		return this.key;
	}

	@Nullable LastRun lastRun() {
		return this.lastRun;
	}

	boolean isOnce() {
		return this.schedule.isOnce();
	}

	/**
	 * Have it run from now on.
	 * @return whether it is ever due
	 */
	synchronized boolean start(@Nullable LastRun told) {
		if (this.end.isDone()) {
			return false;
		}
		if (this.future != null) {
			return true;
		}
		LastRun own = this.lastRun;
		if (told != null) {
			this.lastRun = told;
		}
		this.future = this.jobs.pass(() -> this.schedule.begin(new Tick(), told, own));
		return this.future != null;
	}

	synchronized void stop() {
		ScheduledFuture<?> future = this.future;
		if (future == null) {
			return;
		}
		if (future.isDone()) {
			this.end.complete(this);
		}
		future.cancel(false);
		this.future = null;
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		boolean cancelled = this.end.cancel(false);
		this.jobs.remove(this);
		ScheduledFuture<?> future = future();
		if (future != null) {
			return future.cancel(mayInterruptIfRunning);
		}
		return cancelled;
	}

	private synchronized @Nullable ScheduledFuture<?> future() {
		return this.future;
	}

	@Override
	public boolean isCancelled() {
		return this.end.isCancelled();
	}

	@Override
	public boolean isDone() {
		ScheduledFuture<?> future = future();
		return this.end.isDone() || (future != null && future.isDone());
	}

	/** Zero while it is withheld. */
	@Override
	public long getDelay(TimeUnit unit) {
		ScheduledFuture<?> future = future();
		return (future != null) ? future.getDelay(unit) : 0;
	}

	@Override
	public int compareTo(Delayed other) {
		return (other == this) ? 0 : Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
	}

	@Override
	public Object get() throws InterruptedException, ExecutionException {
		return this.end.get();
	}

	@Override
	public Object get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
		return this.end.get(timeout, unit);
	}

	private void run() {
		Instant began = this.clock.instant();
		this.lastRun = new LastRun(began, null);
		try {
			this.task.run();
		}
		catch (RuntimeException | Error ex) {
			if (this.endsByFailure) {
				this.end.completeExceptionally(ex);
			}
			throw ex;
		}
		finally {
			this.lastRun = new LastRun(began, this.clock.instant());
		}
		if (isOnce()) {
			this.end.complete(this);
		}
	}

	/**
	 * What the scheduler runs: the task, if this generation is the owner still. One for
	 * one time belongs to what was accepted, and runs in any case.
	 */
	private final class Tick implements SchedulingAwareRunnable {

		@Override
		public void run() {
			if (isOnce()) {
				Job.this.run();
			}
			else {
				Job.this.jobs.run(Job.this.key, Job.this::run);
			}
		}

		@Override
		public boolean isLongLived() {
			return Job.this.task instanceof SchedulingAwareRunnable aware && aware.isLongLived();
		}

		@Override
		public @Nullable String getQualifier() {
			return (Job.this.task instanceof SchedulingAwareRunnable aware) ? aware.getQualifier() : null;
		}

		@Override
		public String toString() {
			return Job.this.task.toString();
		}

	}

}
