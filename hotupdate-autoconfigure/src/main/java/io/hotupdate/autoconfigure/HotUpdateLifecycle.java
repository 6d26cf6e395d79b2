package io.hotupdate.autoconfigure;

import java.util.List;

import io.hotupdate.Handover;
import io.hotupdate.Handover.Finding;
import io.hotupdate.UpdateStatus;
import io.hotupdate.Version;
import io.hotupdate.autoconfigure.HotUpdateStart.Running;
import io.hotupdate.handover.RestartInPlace;
import io.hotupdate.handover.SharedListenerHandover;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;

/**
 * Tells the handover when the application is ready and when it is asked to stop, before
 * anything else of it stops.
 */
final class HotUpdateLifecycle implements SmartLifecycle, ApplicationListener<ApplicationReadyEvent> {

	private static final Logger logger = LoggerFactory.getLogger(HotUpdateLifecycle.class);

	private final Handover handover;

	private final @Nullable Running running;

	private final UpdateChecks checks;

	private final UpdateStatus status;

	private volatile boolean started;

	HotUpdateLifecycle(Handover handover, @Nullable Running running, UpdateChecks checks, UpdateStatus status) {
		this.handover = handover;
		this.running = running;
		this.checks = checks;
		this.status = status;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		Running running = this.running;
		if (running == null || !running.isSuccessor()) {
			this.checks.get().forEach(HotUpdateLifecycle::log);
		}
		if (running != null && !running.isSuccessor()) {
			becomeCurrent(running);
		}
		if (this.handover instanceof SharedListenerHandover shared) {
			shared.applicationReady();
		}
		else if (this.handover instanceof RestartInPlace restart) {
			restart.applicationReady();
		}
	}

	/** A newer jar that was started by hand is what the next start should run too. */
	private static void becomeCurrent(Running running) {
		Version own = running.self().version();
		boolean newer = running.store().find(own).isEmpty()
				&& running.store().current().map((current) -> own.compareTo(current.version()) > 0).orElse(false);
		if (newer) {
			running.store().adopt(running.jar(), own);
		}
	}

	private static void log(Finding finding) {
		List<Object> parts = List.of(finding.code(), finding.message(), finding.remedy());
		if (finding.blocking()) {
			logger.warn("Live updates are not available ({}): {}. {}", parts.toArray());
		}
		else {
			logger.info("Live updates ({}): {}. {}", parts.toArray());
		}
	}

	@Override
	public void start() {
		this.started = true;
	}

	@Override
	public void stop() {
		this.started = false;
		if (this.handover instanceof SharedListenerHandover shared) {
			shared.stop();
		}
		this.status.endWaiting();
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
