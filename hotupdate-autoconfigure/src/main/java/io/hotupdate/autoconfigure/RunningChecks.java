package io.hotupdate.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.hotupdate.Handover.Finding;
import io.hotupdate.Reason;
import io.hotupdate.autoconfigure.HotUpdateStart.Running;
import io.hotupdate.process.CommandFindings;
import io.hotupdate.process.RuntimeDirectory;

/**
 * Checks of the process, its command line and its store. None makes a native call.
 */
final class RunningChecks implements Supplier<List<Finding>> {

	private final Running running;

	private final HotUpdateProperties properties;

	RunningChecks(Running running, HotUpdateProperties properties) {
		this.running = running;
		this.properties = properties;
	}

	@Override
	public List<Finding> get() {
		List<Finding> findings = new ArrayList<>(
				CommandFindings.of(this.running.command(), SettingsMapper.process(this.properties)));
		store(findings);
		sockets(findings);
		location(findings);
		return findings;
	}

	private void store(List<Finding> findings) {
		if (!Files.isWritable(this.running.store().home())) {
			findings.add(new Finding("STORE_NOT_WRITABLE", Reason.STORE_NOT_WRITABLE, true,
					"The store " + this.running.store().home() + " cannot be written",
					"Perhaps you should give it to the user that runs the application, or set hotupdate.home"));
		}
		if (!Files.isReadable(this.running.jar())) {
			findings.add(Finding.warning("JAR_GONE", "The running jar " + this.running.jar() + " is gone",
					"Perhaps you should put it back: without it the first update cannot be rolled back by a restart"));
		}
	}

	private void sockets(List<Finding> findings) {
		try {
			RuntimeDirectory.open(this.running.store().home(), System.getenv());
		}
		catch (IOException ex) {
			findings.add(Finding.blocking("NO_SOCKET_DIRECTORY",
					"There is no directory for the handover's sockets: " + ex.getMessage(),
					"Perhaps you should set RUNTIME_DIRECTORY to a private directory with a short path"));
		}
	}

	private void location(List<Finding> findings) {
		if (this.properties.releases().location() == null) {
			findings.add(Finding.warning("NO_LOCATION", "hotupdate.releases.location is not set",
					"Perhaps you should set it, else each request has to name its artifact and"
							+ " hotupdate.releases.allowed where that may lie"));
		}
	}

}
