package io.hotupdate.background;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one kind of work in order, so that none that hangs holds up another.
 */
final class Lane {

	private static final Logger logger = LoggerFactory.getLogger(Lane.class);

	private final OwnerWork work;

	private final String name;

	private final ThreadPoolExecutor executor;

	Lane(String name, OwnerWork work) {
		this.name = name;
		this.work = work;
		this.executor = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), (task) -> {
			Thread thread = new Thread(task, "hotupdate-owner-" + name);
			thread.setDaemon(true);
			return thread;
		});
		this.executor.allowCoreThreadTimeOut(true);
	}

	void gained() {
		this.executor.execute(() -> {
			try {
				this.work.gained();
			}
			catch (RuntimeException ex) {
				logger.error("The {} of this generation could not be started; perhaps you should restart it", this.name,
						ex);
			}
		});
	}

	Future<?> losing(Deadline deadline) {
		return this.executor.submit(() -> {
			this.work.losing(deadline);
			return null;
		});
	}

	void await(Future<?> losing, Deadline deadline) throws InterruptedException {
		try {
			losing.get(deadline.leftNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			logger.warn("The {} of this generation did not stop in time; another generation becomes the owner all the"
					+ " same", this.name);
		}
		catch (ExecutionException ex) {
			logger.error("The {} of this generation could not be stopped; another generation becomes the owner all the"
					+ " same", this.name, ex.getCause());
		}
	}

}
