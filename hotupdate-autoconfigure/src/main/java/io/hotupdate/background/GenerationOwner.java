package io.hotupdate.background;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.hotupdate.BackgroundWork;
import io.hotupdate.GenerationOwnership;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this generation is the owner, and all the work that depends on it.
 */
public final class GenerationOwner implements GenerationOwnership, BackgroundWork {

	private static final Logger logger = LoggerFactory.getLogger(GenerationOwner.class);

	private final Admissions admissions;

	private final Jobs jobs;

	private final Duration stopTimeout;

	private final List<Lane> lanes = new CopyOnWriteArrayList<>();

	/**
	 * Create the owner of a first generation, or what may become one in a successor.
	 * @param owner whether this generation is the owner from its start
	 * @param stopTimeout how long background work may take to stop
	 */
	public GenerationOwner(boolean owner, Duration stopTimeout) {
		this.admissions = new Admissions(owner);
		this.jobs = new Jobs(this.admissions);
		this.stopTimeout = stopTimeout;
	}

	void add(String name, OwnerWork work) {
		this.lanes.add(new Lane(name, work));
	}

	Jobs jobs() {
		return this.jobs;
	}

	@Override
	public boolean isOwner() {
		return this.admissions.isOwner();
	}

	@Override
	public boolean runWhenOwner(Runnable work) {
		return this.admissions.run(work.toString(), work);
	}

	@Override
	public Duration stopTimeout() {
		return this.stopTimeout;
	}

	@Override
	public synchronized void start(Map<String, LastRun> lastRuns) {
		if (this.admissions.isOpen()) {
			return;
		}
		this.admissions.open();
		this.jobs.start(lastRuns);
		this.lanes.forEach(Lane::gained);
		logger.info("This generation runs the background work");
	}

	@Override
	public synchronized Map<String, LastRun> stop() {
		if (!this.admissions.isOpen()) {
			return Map.of();
		}
		long begun = System.nanoTime();
		Deadline deadline = Deadline.in(this.stopTimeout);
		this.admissions.close();
		this.jobs.stop();
		try {
			awaitStop(deadline);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		logger.info("The background work of this generation was stopped within {} ms",
				TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
		return this.jobs.lastRuns();
	}

	private void awaitStop(Deadline deadline) throws InterruptedException {
		Map<Lane, Future<?>> stopping = new LinkedHashMap<>();
		this.lanes.forEach((lane) -> stopping.put(lane, lane.losing(deadline)));
		List<String> running = this.admissions.await(deadline);
		if (!running.isEmpty()) {
			logger.warn("Still running {} after the stop began: {}; another generation becomes the owner all the same,"
					+ " perhaps you should raise hotupdate.background.stop-timeout", this.stopTimeout, running);
		}
		for (Map.Entry<Lane, Future<?>> entry : stopping.entrySet()) {
			entry.getKey().await(entry.getValue(), deadline);
		}
	}

}
