package io.hotupdate.autoconfigure;

import java.nio.file.Path;
import java.util.List;

import io.hotupdate.Handover.Finding;
import io.hotupdate.HotUpdateController;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdateStatus;
import io.hotupdate.autoconfigure.HotUpdateStart.Running;
import io.hotupdate.incoming.IncomingWatcher;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/**
 * Updates to releases that are put into a directory, where this process can be updated.
 */
final class IncomingUpdates implements ApplicationListener<ApplicationReadyEvent>, DisposableBean, SignalChecks {

	private static final Logger logger = LoggerFactory.getLogger(IncomingUpdates.class);

	private final HotUpdateController controller;

	private final @Nullable IncomingWatcher watcher;

	private final List<Finding> findings;

	private IncomingUpdates(HotUpdateController controller, @Nullable IncomingWatcher watcher, List<Finding> findings) {
		this.controller = controller;
		this.watcher = watcher;
		this.findings = findings;
	}

	static IncomingUpdates of(@Nullable Running running, HotUpdateProperties properties, HotUpdateController controller,
			UpdateStatus status) {
		if (running == null) {
			return new IncomingUpdates(controller, null, List.of());
		}
		Path directory = SettingsMapper.incoming(properties, running.store());
		try {
			return new IncomingUpdates(controller, IncomingWatcher.open(directory, running.identity(), controller,
					status, properties.releases().watch()), List.of());
		}
		catch (UpdateException ex) {
			return new IncomingUpdates(controller, null, List.of(finding(ex)));
		}
	}

	private static Finding finding(UpdateException ex) {
		String[] parts = String.valueOf(ex.getMessage()).split("; perhaps you should ", 2);
		return Finding.warning("INCOMING_NOT_USED", parts[0],
				(parts.length > 1) ? "Perhaps you should " + parts[1] : "");
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		if (this.watcher != null) {
			this.watcher.begin(this.controller);
		}
	}

	/** What the signal does. */
	void updateNow() {
		if (this.watcher != null) {
			this.watcher.updateNow();
		}
		else {
			logger.warn("A signal asked for an update, which this process cannot do; perhaps you should POST"
					+ " /actuator/hotupdate/plan to see why");
		}
	}

	@Override
	public List<Finding> get() {
		return this.findings;
	}

	@Override
	public void destroy() {
		if (this.watcher != null) {
			this.watcher.close();
		}
	}

}
