package io.hotupdate.supervisor;

import java.nio.file.Path;
import java.util.List;
import java.util.function.IntSupplier;

import io.hotupdate.process.PidFile;
import io.hotupdate.process.ServiceNotifier;

/**
 * What others see of the instance: systemd, and those who read its pid files.
 */
final class ServiceStatus {

	private final ServiceNotifier manager;

	private final IntSupplier restarts;

	private final KeptPidFiles pidFiles = new KeptPidFiles();

	private boolean served;

	/**
	 * Create it.
	 * @param manager what runs this supervisor
	 * @param restarts how often the instance was restarted
	 */
	ServiceStatus(ServiceNotifier manager, IntSupplier restarts) {
		this.manager = manager;
		this.restarts = restarts;
	}

	/** The instance serves, for the first time or again. */
	void serves(String text) {
		if (this.served) {
			this.manager.status(text);
		}
		else {
			this.manager.ready(text);
		}
		this.served = true;
	}

	/** It becomes another release in its own process. */
	void reloading(String text) {
		this.manager.reloading(text);
		this.served = false;
	}

	/** How its application fares. */
	void fares(String text) {
		int restarts = this.restarts.getAsInt();
		this.manager.status((restarts > 0) ? text + " (restarts after crashes: " + restarts + ")" : text);
	}

	void says(String text) {
		this.manager.status(text);
	}

	void stops(String text) {
		this.manager.stopping(text);
	}

	void keep(List<String> files) {
		this.pidFiles.keep(files.stream().map(Path::of).map(PidFile::new).toList());
	}

	/** It has ended. */
	void ended() {
		this.pidFiles.delete();
	}

}
