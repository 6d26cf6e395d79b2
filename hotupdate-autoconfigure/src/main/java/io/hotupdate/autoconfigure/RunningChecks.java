package io.hotupdate.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.hotupdate.Handover.Finding;
import io.hotupdate.Reason;
import io.hotupdate.autoconfigure.HotUpdateProperties.Handover.Mode;
import io.hotupdate.autoconfigure.HotUpdateStart.Running;
import io.hotupdate.process.CommandFindings;
import io.hotupdate.process.NativeAccess;
import io.hotupdate.process.RuntimeDirectory;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.ClassUtils;

/**
 * Checks of the process, its command line, its files and its store. None makes a native
 * call.
 */
final class RunningChecks implements Supplier<List<Finding>> {

	private final Running running;

	private final HotUpdateProperties properties;

	private final ConfigurableEnvironment environment;

	private final BooleanSupplier overlap;

	private final Supplier<List<Finding>> room;

	/**
	 * Create the checks.
	 * @param running the process
	 * @param properties the settings
	 * @param environment the environment of the application
	 * @param overlap whether two generations run at a time
	 * @param room what there is too little of for two
	 */
	RunningChecks(Running running, HotUpdateProperties properties, ConfigurableEnvironment environment,
			BooleanSupplier overlap, Supplier<List<Finding>> room) {
		this.running = running;
		this.properties = properties;
		this.environment = environment;
		this.overlap = overlap;
		this.room = room;
	}

	@Override
	public List<Finding> get() {
		boolean overlap = this.overlap.getAsBoolean();
		List<Finding> findings = new ArrayList<>(
				CommandFindings.of(this.running.command(), SettingsMapper.process(this.properties), overlap));
		if (this.properties.handover().mode() == Mode.AUTO) {
			findings.addAll(NativeAccess.foreseen());
		}
		if (overlap) {
			if (findings.stream().noneMatch(Finding::blocking)) {
				// else there is no command line to go by
				findings.addAll(this.room.get());
			}
			startLog(findings);
			new SharedFileChecks(this.environment, this.running.self().temporaryDirectory()).add(findings);
		}
		store(findings);
		sockets(findings);
		location(findings);
		return findings;
	}

	private static void startLog(List<Finding> findings) {
		if (!ClassUtils.isPresent("ch.qos.logback.classic.LoggerContext", RunningChecks.class.getClassLoader())) {
			findings.add(Finding.warning("NO_START_LOG",
					"The log lines of a successor's start are kept with Logback only: a failed update will not tell them",
					"Perhaps you should use spring-boot-starter-logging, or look into the log of the application then"));
		}
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
