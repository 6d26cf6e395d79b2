package io.hotupdate.autoconfigure;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.hotupdate.Outcome;
import io.hotupdate.Release;
import io.hotupdate.UpdateSnapshot;
import io.hotupdate.UpdateStatus;
import io.hotupdate.Version;
import io.hotupdate.autoconfigure.HotUpdateStart.Running;
import io.hotupdate.handover.BootCurrent;
import io.hotupdate.process.ListenerAddress;
import io.hotupdate.process.ProcessSettings;
import io.hotupdate.process.SuccessorCommand;
import io.hotupdate.supervisor.Management;
import io.hotupdate.supervisor.SupervisionSettings;
import io.hotupdate.supervisor.SupervisorLink;
import io.hotupdate.supervisor.SupervisorLink.Restart;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/**
 * Tells the supervisor which generation leads and, once one is there to stay, how to
 * start it again.
 */
final class SupervisedApplication implements ApplicationListener<ApplicationReadyEvent> {

	private static final Logger logger = LoggerFactory.getLogger(SupervisedApplication.class);

	private final Running running;

	private final SupervisorLink supervisor;

	private final UpdateStatus status;

	private final Supplier<List<ServedPorts.Port>> ports;

	private final ProcessSettings settings;

	private final String managementPath;

	private final SupervisionSettings supervision;

	private String told = "";

	private final AtomicBoolean serving = new AtomicBoolean();

	private final AtomicBoolean leading = new AtomicBoolean();

	private final ExecutorService teller = Executors.newSingleThreadExecutor((task) -> {
		Thread thread = new Thread(task, "hotupdate-tell-supervisor");
		thread.setDaemon(true);
		return thread;
	});

	SupervisedApplication(Running running, SupervisorLink supervisor, UpdateStatus status,
			Supplier<List<ServedPorts.Port>> ports, ProcessSettings settings, String managementPath,
			SupervisionSettings supervision) {
		this.running = running;
		this.supervisor = supervisor;
		this.status = status;
		this.ports = ports;
		this.settings = settings;
		this.managementPath = managementPath;
		this.supervision = supervision;
		status.addObserver((snapshot) -> this.teller.execute(() -> look(snapshot)));
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		if (!this.running.isSuccessor()) {
			this.teller.execute(this::serves);
			this.teller.execute(() -> look(this.status.snapshot()));
		}
	}

	private void look(UpdateSnapshot snapshot) {
		boolean leads = this.status.isLeading();
		String text = ServiceText.of(snapshot);
		if (leads && !text.equals(this.told)) {
			this.told = text;
			this.supervisor.status(text);
		}
		if (this.leading.getAndSet(leads) != leads) {
			if (leads) {
				this.supervisor.leads();
			}
			else {
				this.supervisor.follows();
			}
		}
		if (leads && snapshot.outcome() == Outcome.SUCCEEDED
				&& this.running.self().version().value().equals(snapshot.currentVersion())
				&& this.running.isSuccessor()) {
			serves();
		}
	}

	/** There to stay: the first generation, or a successor that is confirmed. */
	private void serves() {
		if (!this.serving.compareAndSet(false, true)) {
			return;
		}
		try {
			becomeCurrent();
			this.supervisor.serving(restart());
		}
		catch (RuntimeException ex) {
			logger.error("The supervisor was not told how to start this generation again", ex);
		}
	}

	/** It was named in MAINTENANCE, and it starts. */
	private void becomeCurrent() {
		Version own = this.running.self().version();
		if (NamedRelease.ofThisProcess().filter(own::equals).isPresent()) {
			this.running.store().confirm(own);
		}
	}

	private Restart restart() {
		Path jar = this.running.store()
			.current()
			.filter((current) -> current.version().equals(this.running.self().version()))
			.map(Release::jar)
			.orElse(this.running.jar());
		SuccessorCommand command = new SuccessorCommand(
				SupervisorLink.restartable(BootCurrent.command(this.running.command(), this.settings, jar, false)),
				this.running.command().environment(this.settings), this.running.command().directory(), List.of());
		List<ServedPorts.Port> served = this.ports.get();
		List<ListenerAddress> listeners = served.stream().map(ServedPorts.Port::address).toList();
		Set<String> plain = served.stream()
			.filter(ServedPorts.Port::plain)
			.map((port) -> port.address().name())
			.collect(Collectors.toSet());
		return new Restart(command, listeners, new Management(this.managementPath, this.running.store().tokenFile(),
				this.running.self().version().value(), plain), this.supervision);
	}

}
