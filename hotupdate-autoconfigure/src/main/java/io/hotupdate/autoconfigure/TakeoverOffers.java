package io.hotupdate.autoconfigure;

import java.io.IOException;
import java.nio.file.Path;

import io.hotupdate.Handover;
import io.hotupdate.HotUpdateController;
import io.hotupdate.UpdateSnapshot;
import io.hotupdate.UpdateStatus;
import io.hotupdate.autoconfigure.HotUpdateStart.Running;
import io.hotupdate.handover.SharedListenerHandover;
import io.hotupdate.handover.TakeoverOffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;

/**
 * Offers the traffic to processes that are started by others, from when this generation
 * owns the store and is alone until it stops.
 */
final class TakeoverOffers implements SmartLifecycle, ApplicationListener<ApplicationReadyEvent> {

	private static final Logger logger = LoggerFactory.getLogger(TakeoverOffers.class);

	private final @Nullable Path directory;

	private final @Nullable Running running;

	private final UpdateStatus status;

	private final Handover handover;

	private final HotUpdateController controller;

	private @Nullable TakeoverOffer offer;

	private boolean ready;

	private volatile boolean started;

	TakeoverOffers(@Nullable Path directory, @Nullable Running running, UpdateStatus status, Handover handover,
			HotUpdateController controller) {
		this.directory = directory;
		this.running = running;
		this.status = status;
		this.handover = handover;
		this.controller = controller;
		status.addObserver(this::offer);
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		synchronized (this) {
			this.ready = true;
		}
		offer(this.status.snapshot());
	}

	private synchronized void offer(UpdateSnapshot snapshot) {
		if (!this.ready || !this.started || this.offer != null || this.directory == null || this.running == null
				|| !this.status.isLeading() || snapshot.generations().size() > 1
				|| !(this.handover instanceof SharedListenerHandover shared)) {
			return;
		}
		try {
			this.offer = TakeoverOffer.open(this.directory, this.running.identity(), this.running.store().home(),
					shared, this.controller::takeOver);
			logger.info("A process that is started with the same hotupdate.handover.takeover takes over");
		}
		catch (IOException ex) {
			this.ready = false;
			logger.warn("No process that is started by others can take over: {}", ex.getMessage());
		}
	}

	@Override
	public void start() {
		this.started = true;
	}

	@Override
	public synchronized void stop() {
		this.started = false;
		try (TakeoverOffer offer = this.offer) {
			this.offer = null;
			logger.debug("The offer {} ends", offer);
		}
		catch (IOException ex) {
			logger.warn("The offer to other processes could not be ended", ex);
		}
	}

	@Override
	public boolean isRunning() {
		return this.started;
	}

	@Override
	public int getPhase() {
		return Integer.MAX_VALUE;
	}

}
