package io.hotupdate.incoming;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.hotupdate.HotUpdateController;
import io.hotupdate.HotUpdateEvent;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdateStatus;
import io.hotupdate.incoming.IncomingReleases.Look;
import io.hotupdate.release.ApplicationIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the directory that releases are put into, all the time or when it is asked to.
 */
public final class IncomingWatcher implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(IncomingWatcher.class);

	private static final Duration POLL = Duration.ofSeconds(1);

	private static final Duration SETTLE = Duration.ofSeconds(2);

	/** How often an asked one looks at what is not complete yet. */
	private static final int LOOKS = 60;

	private final IncomingReleases releases;

	private final IncomingDirectory directory;

	private final boolean watching;

	private final Duration poll;

	private final ScheduledThreadPoolExecutor executor;

	private IncomingWatcher(IncomingReleases releases, IncomingDirectory directory, boolean watching, Duration poll) {
		this.releases = releases;
		this.directory = directory;
		this.watching = watching;
		this.poll = poll;
		this.executor = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "hotupdate-incoming");
			thread.setDaemon(true);
			thread.setContextClassLoader(IncomingWatcher.class.getClassLoader());
			return thread;
		});
		this.executor.setRemoveOnCancelPolicy(true);
		this.executor.setKeepAliveTime(POLL.toSeconds() * 5, TimeUnit.SECONDS);
		this.executor.allowCoreThreadTimeOut(true);
	}

	/**
	 * Open the directory. Nothing is looked at yet.
	 * @param directory the directory; created (0700) if it is not there
	 * @param own the application that runs
	 * @param controller starts the updates
	 * @param status what is known of updates
	 * @param watching whether to look all the time
	 * @return the watcher
	 * @throws UpdateException if the directory cannot be used
	 */
	public static IncomingWatcher open(Path directory, ApplicationIdentity own, HotUpdateController controller,
			UpdateStatus status, boolean watching) {
		IncomingDirectory opened = IncomingDirectory.open(directory);
		IncomingReleases releases = new IncomingReleases(opened, own, controller, status::isLeading, SETTLE,
				Clock.systemUTC());
		return new IncomingWatcher(releases, opened, watching, POLL);
	}

	/** For tests, which look at their own pace. */
	static IncomingWatcher of(IncomingReleases releases, IncomingDirectory directory, boolean watching, Duration poll) {
		return new IncomingWatcher(releases, directory, watching, poll);
	}

	/**
	 * The application has started: an update that ended with the process before is done
	 * with, and the watch begins.
	 * @param controller tells of the ends of updates
	 */
	public void begin(HotUpdateController controller) {
		controller.addListener(this::ended);
		run(() -> this.releases.ended(controller.snapshot()));
		if (this.watching) {
			logger.info("Releases that are put into {} are updated to", this.directory.path());
			this.executor.scheduleWithFixedDelay(() -> guarded(this.releases::look), this.poll.toMillis(),
					this.poll.toMillis(), TimeUnit.MILLISECONDS);
		}
	}

	private void ended(HotUpdateEvent event) {
		if (event.snapshot().isFinished()) {
			run(() -> this.releases.ended(event.snapshot()));
		}
	}

	/**
	 * Start an update to the newest complete release that is there, once. Comes back at
	 * once; what comes of it is logged.
	 */
	public void updateNow() {
		run(() -> look(LOOKS));
	}

	private void look(int left) {
		Look look = this.releases.look();
		if (look == Look.STARTED) {
			return;
		}
		if (look == Look.BUSY) {
			logger.warn("An update was asked for while another one is under way; perhaps you should ask again when it"
					+ " has ended");
			return;
		}
		if (look == Look.WAITING && left > 1) {
			this.executor.schedule(() -> guarded(() -> look(left - 1)), this.poll.toMillis(), TimeUnit.MILLISECONDS);
			return;
		}
		logger.warn("An update was asked for, but there is no complete newer release in {}", this.directory.path());
	}

	private void run(Runnable task) {
		try {
			this.executor.execute(() -> guarded(task));
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The application is ending", ex);
		}
	}

	/** A task that throws would be the last one. */
	private static void guarded(Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException ex) {
			logger.warn("A look at the incoming releases failed; the next one follows", ex);
		}
	}

	/** End the watch. */
	@Override
	public void close() {
		this.executor.shutdownNow();
	}

}
