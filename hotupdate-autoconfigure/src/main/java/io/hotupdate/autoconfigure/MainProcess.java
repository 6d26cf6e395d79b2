package io.hotupdate.autoconfigure;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.hotupdate.GenerationInfo;
import io.hotupdate.GenerationInfo.Role;
import io.hotupdate.HandoverInfo;
import io.hotupdate.UpdatePhase;
import io.hotupdate.UpdateSnapshot;
import io.hotupdate.UpdateState;
import io.hotupdate.UpdateStatus;
import io.hotupdate.process.PidFile;
import io.hotupdate.process.ProcessIdentity;
import io.hotupdate.process.ServiceNotifier;
import io.hotupdate.supervisor.SupervisorLink;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.SmartApplicationListener;
import org.springframework.core.Ordered;

/**
 * The process that others take for the instance: systemd's main process, the one in the
 * pid file. It is the first generation until its successor is confirmed; a successor is
 * when it is the only one left. Others are told by that process alone: systemd believes
 * no other.
 */
final class MainProcess implements SmartApplicationListener {

	private static final Logger logger = LoggerFactory.getLogger(MainProcess.class);

	private static final Duration UNTIL_CHANGED = Duration.ofHours(1);

	private final ConfigurableApplicationContext context;

	private final UpdateStatus status;

	private final ServiceNotifier notifier;

	private final ServiceText text;

	private final List<PidFile> files;

	private final Settings settings;

	private final long self = ProcessHandle.current().pid();

	private volatile boolean believed;

	private volatile boolean closing;

	private volatile List<ProcessIdentity> others = List.of();

	MainProcess(ConfigurableApplicationContext context, UpdateStatus status, ServiceNotifier notifier, ServiceText text,
			List<PidFile> files, Settings settings) {
		this.context = context;
		this.status = status;
		this.notifier = notifier;
		this.text = text;
		this.files = List.copyOf(files);
		this.settings = settings;
	}

	/** Before the application starts. */
	void begin() {
		if (!isAsked()) {
			return;
		}
		if (this.settings.first()) {
			this.believed = true;
			write(this.self, this.settings.failOnWriteError());
			tellSupervisor();
		}
		if (this.settings.supervisor() != null) {
			this.settings.supervisor().onNext(this::rename);
		}
		SpringApplication.getShutdownHandlers().add(this::end);
	}

	private boolean isAsked() {
		return this.notifier.isActive() || !this.files.isEmpty() || this.settings.supervisor() != null;
	}

	/** From now on it keeps the files, whatever becomes of this process. */
	private void tellSupervisor() {
		SupervisorLink supervisor = this.settings.supervisor();
		if (supervisor != null && !this.files.isEmpty()) {
			supervisor.pidFiles(this.files);
		}
	}

	@Override
	public boolean supportsEventType(Class<? extends ApplicationEvent> type) {
		return ApplicationReadyEvent.class.isAssignableFrom(type) || ContextClosedEvent.class.isAssignableFrom(type);
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		if (!isAsked()) {
			return;
		}
		if (event instanceof ApplicationReadyEvent) {
			ready();
		}
		else if (event instanceof ContextClosedEvent closed && closed.getApplicationContext() == this.context) {
			close();
		}
	}

	private void ready() {
		if (this.settings.first()) {
			this.notifier.ready(this.text.now());
		}
		Thread thread = new Thread(this::follow, "hotupdate-main-process");
		thread.setDaemon(true);
		thread.start();
	}

	private void follow() {
		try {
			while (!this.believed && !this.closing) {
				if (isAlone(this.status.await(this::isAlone, UNTIL_CHANGED))) {
					become();
				}
			}
			if (this.notifier.isActive()) {
				this.notifier.keepAlive(() -> this.believed && isAlive());
				tell();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private boolean isAlone(UpdateSnapshot snapshot) {
		List<GenerationInfo> generations = snapshot.generations();
		return generations.size() == 1 && generations.get(0).pid() == this.self
				&& generations.get(0).role() == Role.SERVING;
	}

	private synchronized void become() {
		if (this.closing) {
			return;
		}
		this.believed = true;
		// the predecessor has done it, unless it died
		write(this.self, false);
		tellSupervisor();
		this.notifier.mainProcess(this.self);
	}

	private void tell() throws InterruptedException {
		String told = this.settings.first() ? this.text.now() : "";
		while (!this.closing) {
			String last = told;
			told = ServiceText
				.of(this.status.await((snapshot) -> !ServiceText.of(snapshot).equals(last), UNTIL_CHANGED));
			tell(told);
		}
	}

	private synchronized void tell(String text) {
		if (this.believed && !this.closing) {
			this.notifier.status(text);
		}
	}

	private boolean isAlive() {
		return this.context.getBeanProvider(ApplicationAvailability.class)
			.stream()
			.allMatch((availability) -> availability.getLivenessState() == LivenessState.CORRECT);
	}

	/** The successor is confirmed, and this process is about to end. */
	synchronized void succeededBy(GenerationInfo successor) {
		if (this.believed) {
			write(successor.pid(), false);
			this.notifier.mainProcess(successor.pid());
			this.believed = false;
		}
	}

	/** Another supervisor has taken the place of the one that died. */
	private synchronized void rename() {
		if (this.believed && !this.closing) {
			write(this.self, false);
		}
	}

	private synchronized void close() {
		UpdateSnapshot snapshot = this.status.snapshot();
		this.closing = true;
		this.others = snapshot.generations()
			.stream()
			.map(GenerationInfo::pid)
			.filter((pid) -> pid != this.self)
			.map(ProcessIdentity::of)
			.flatMap(Optional::stream)
			.toList();
		if (!this.believed) {
			return;
		}
		boolean restarts = snapshot.handover().mode() == HandoverInfo.Mode.RESTART_IN_PLACE
				&& snapshot.state() == UpdateState.APPLYING && snapshot.phase() == UpdatePhase.STARTING;
		if (restarts) {
			reloading(ServiceText.of(snapshot));
		}
		else {
			this.notifier.stopping("Version " + snapshot.currentVersion() + " stops");
		}
	}

	private void reloading(String text) {
		this.notifier.reloading(text);
		SupervisorLink supervisor = this.settings.supervisor();
		if (supervisor != null) {
			supervisor.reloading(text);
		}
	}

	/** The application has stopped: this process goes as the last one. */
	private void end() {
		if (!this.believed) {
			return;
		}
		try {
			for (ProcessIdentity other : this.others) {
				if (!other.awaitExit(this.settings.patience())) {
					logger.warn("Process {} of this instance has not ended in {}", other.pid(),
							this.settings.patience());
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		if (this.settings.supervisor() == null) {
			this.files.forEach(this::delete);
		}
	}

	private void write(long pid, boolean fail) {
		for (PidFile file : this.files) {
			try {
				file.write(shown(pid));
			}
			catch (IOException ex) {
				if (fail) {
					throw new IllegalStateException("The pid file " + file.path() + " cannot be written", ex);
				}
				logger.warn("The pid file {} cannot be written; perhaps you should let the user that runs this"
						+ " application write its directory", file.path(), ex);
			}
		}
	}

	private void delete(PidFile file) {
		try {
			file.delete(shown(this.self));
		}
		catch (IOException ex) {
			logger.warn("The pid file {} cannot be deleted", file.path(), ex);
		}
	}

	/** Signals go to the supervisor where there is one. */
	private long shown(long pid) {
		SupervisorLink supervisor = this.settings.supervisor();
		return (supervisor != null) ? supervisor.supervisor() : pid;
	}

	/**
	 * How this process is run.
	 *
	 * @param first whether it is a first generation
	 * @param supervisor the line to the supervisor, if there is one
	 * @param failOnWriteError whether a pid file that cannot be written ends the start
	 * @param patience how long the other generation may take to end before this one does
	 */
	record Settings(boolean first, @Nullable SupervisorLink supervisor, boolean failOnWriteError, Duration patience) {

	}

}
