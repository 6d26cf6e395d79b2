package io.hotupdate.background;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.Lifecycle;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.ClassUtils;

/**
 * Starts and stops the beans that only the owner runs, by their phases.
 */
final class OwnerLifecycles implements OwnerWork {

	private static final Logger logger = LoggerFactory.getLogger(OwnerLifecycles.class);

	private static final boolean QUARTZ = ClassUtils
		.isPresent("org.springframework.scheduling.quartz.SchedulerFactoryBean", OwnerLifecycles.class.getClassLoader())
			&& ClassUtils.isPresent("org.quartz.Scheduler", OwnerLifecycles.class.getClassLoader());

	private final OwnerLifecycleProcessor processor;

	private final GenerationOwner owner;

	/** What was running although it does not start by itself. */
	private final Set<String> stopped = ConcurrentHashMap.newKeySet();

	OwnerLifecycles(OwnerLifecycleProcessor processor, BackgroundBeans background) {
		this.processor = processor;
		this.owner = background.owner();
	}

	@Override
	public void gained() {
		phases(Comparator.naturalOrder()).values().forEach((beans) -> beans.forEach(this::start));
	}

	private void start(String name, Lifecycle bean) {
		boolean wanted = this.stopped.remove(name) || (bean instanceof SmartLifecycle smart && smart.isAutoStartup());
		if (!wanted || bean.isRunning() || !this.owner.isOwner()) {
			return;
		}
		try {
			if (QUARTZ) {
				QuartzTriggers.renew(bean);
			}
			bean.start();
		}
		catch (Exception ex) {
			logger.error("The bean {} did not start although this generation is the owner, and its work is not done;"
					+ " perhaps you should mend the cause and restart this generation", name, ex);
		}
		if (!this.owner.isOwner()) {
			bean.stop();
		}
	}

	@Override
	public void losing(Deadline deadline) throws InterruptedException {
		for (Map<String, Lifecycle> beans : phases(Comparator.reverseOrder()).values()) {
			stop(beans, deadline);
		}
	}

	private void stop(Map<String, Lifecycle> beans, Deadline deadline) throws InterruptedException {
		Map<String, CountDownLatch> stopping = new LinkedHashMap<>();
		beans.forEach((name, bean) -> {
			if (bean.isRunning()) {
				CountDownLatch latch = new CountDownLatch(1);
				stopping.put(name, latch);
				stop(name, bean, latch::countDown);
			}
		});
		for (Map.Entry<String, CountDownLatch> entry : stopping.entrySet()) {
			if (!entry.getValue().await(deadline.leftNanos(), TimeUnit.NANOSECONDS)) {
				logger.warn("The bean {} did not stop in time; another generation becomes the owner all the same,"
						+ " perhaps you should raise hotupdate.background.stop-timeout", entry.getKey());
			}
		}
		for (String name : stopping.keySet()) {
			if (QUARTZ) {
				awaitJobs(name, QuartzTriggers.awaitJobs(beans.get(name), deadline));
			}
		}
	}

	private static void awaitJobs(String name, List<String> running) {
		if (!running.isEmpty()) {
			logger.warn("Jobs of {} still run: {}; another generation becomes the owner all the same, perhaps you"
					+ " should raise hotupdate.background.stop-timeout", name, running);
		}
	}

	private void stop(String name, Lifecycle bean, Runnable done) {
		this.stopped.add(name);
		try {
			if (bean instanceof SmartLifecycle smart) {
				smart.stop(done);
			}
			else {
				bean.stop();
				done.run();
			}
		}
		catch (RuntimeException ex) {
			logger.error("The bean {} could not be stopped; perhaps its work is done twice until this generation goes",
					name, ex);
			done.run();
		}
	}

	private Map<Integer, Map<String, Lifecycle>> phases(Comparator<Integer> order) {
		Map<Integer, Map<String, Lifecycle>> phases = new TreeMap<>(order);
		this.processor.chosen()
			.forEach(
					(name, bean) -> phases.computeIfAbsent(this.processor.phase(bean), (phase) -> new LinkedHashMap<>())
						.put(name, bean));
		return phases;
	}

}
