package io.hotupdate.background;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Supplier;

import io.hotupdate.BackgroundWork.LastRun;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs that were given to schedulers. While this generation is not the owner they are
 * withheld.
 */
final class Jobs {

	private static final Logger logger = LoggerFactory.getLogger(Jobs.class);

	private final Admissions admissions;

	private final List<Job> jobs = new ArrayList<>();

	private final Map<String, Integer> names = new LinkedHashMap<>();

	/** A scheduler that hands a job on to another: it is withheld once only. */
	private final ThreadLocal<@Nullable Boolean> passing = new ThreadLocal<>();

	private boolean everOwner;

	Jobs(Admissions admissions) {
		this.admissions = admissions;
		this.everOwner = admissions.isOpen();
	}

	/** Let a scheduler do as it is told, whatever other schedulers it asks. */
	<T extends @Nullable Object> T pass(Supplier<T> scheduling) {
		if (isPassing()) {
			return scheduling.get();
		}
		this.passing.set(true);
		try {
			return scheduling.get();
		}
		finally {
			this.passing.remove();
		}
	}

	boolean isPassing() {
		return this.passing.get() != null;
	}

	/**
	 * Take a job that repeats.
	 * @return its future, {@code null} if its trigger says that it is never due
	 */
	synchronized @Nullable ScheduledFuture<?> repeat(Runnable task, Schedule schedule, Clock clock,
			boolean endsByFailure) {
		Job job = new Job(this, key(task.toString()), task, schedule, clock, endsByFailure);
		if (this.admissions.isOpen() && !job.start(null)) {
			return null;
		}
		this.jobs.add(job);
		return job;
	}

	/** A task for one time waits for ownership in a successor only. */
	ScheduledFuture<?> once(Runnable task, Schedule schedule, Clock clock) {
		synchronized (this) {
			if (!this.everOwner) {
				Job job = new Job(this, task.toString(), task, schedule, clock, true);
				this.jobs.add(job);
				return job;
			}
		}
		return Objects.requireNonNull(pass(() -> schedule.begin(task, null, null)));
	}

	/**
	 * A name of its own, the same in each process: as a {@code @Scheduled} method has.
	 */
	private String key(String name) {
		if (isOfThisProcess(name)) {
			return name;
		}
		int count = this.names.merge(name, 1, Integer::sum);
		return (count == 1) ? name : name + "#" + count;
	}

	synchronized void start(Map<String, LastRun> lastRuns) {
		this.everOwner = true;
		for (Job job : List.copyOf(this.jobs)) {
			try {
				job.start(lastRuns.get(job.key()));
			}
			catch (RuntimeException ex) {
				logger.error("The job {} could not be scheduled and does not run; perhaps you should restart this"
						+ " generation", job.key(), ex);
			}
		}
		this.jobs.removeIf(Job::isOnce);
	}

	synchronized void stop() {
		this.jobs.forEach(Job::stop);
	}

	synchronized Map<String, LastRun> lastRuns() {
		Map<String, LastRun> lastRuns = new LinkedHashMap<>();
		for (Job job : this.jobs) {
			LastRun lastRun = job.lastRun();
			if (lastRun != null && !isOfThisProcess(job.key())) {
				lastRuns.put(job.key(), lastRun);
			}
		}
		return lastRuns;
	}

	/** As of an object or a lambda that has no name. */
	private static boolean isOfThisProcess(String name) {
		return name.contains("@") || name.contains("$$Lambda");
	}

	synchronized void remove(Job job) {
		this.jobs.remove(job);
	}

	boolean run(String name, Runnable work) {
		return this.admissions.run(name, work);
	}

}
