package io.hotupdate.supervisor;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.hotupdate.RestartPolicy;
import io.hotupdate.RestartPolicy.Decision;
import io.hotupdate.process.ListenerHandle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * After a crash: start again by the restart policy, once what the application depends on
 * is there; else MAINTENANCE, until a person says otherwise.
 */
final class CrashPolicy implements Crashes {

	private static final Logger logger = LoggerFactory.getLogger(CrashPolicy.class);

	private final RestartPolicy policy;

	private final Gatekeeper gatekeeper;

	private final HeldListeners listeners;

	private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread thread = new Thread(task, "supervisor-restart");
		thread.setDaemon(true);
		return thread;
	});

	private Management management = Management.UNKNOWN;

	private @Nullable MaintenanceServer maintenance;

	private boolean ready;

	private int total;

	private boolean closed;

	/**
	 * Create it.
	 * @param policy when to start again
	 * @param gatekeeper what has to be true before
	 * @param listeners where to answer in MAINTENANCE
	 */
	CrashPolicy(RestartPolicy policy, Gatekeeper gatekeeper, HeldListeners listeners) {
		this.policy = policy;
		this.gatekeeper = gatekeeper;
		this.listeners = listeners;
	}

	@Override
	public synchronized void ready() {
		this.ready = true;
		this.policy.ready();
	}

	@Override
	public synchronized int total() {
		return this.total;
	}

	@Override
	public synchronized void management(Management management) {
		this.management = management;
	}

	@Override
	public synchronized void decide(String what, Child.@Nullable Failure failure, Consumer<Restart> start) {
		boolean wasReady = this.ready;
		this.ready = false;
		if (failure != null && failure.permanent()) {
			maintain(what + ": " + failure.text() + " (another try would fail in the same way)", start);
			return;
		}
		Decision decision = this.policy.crashed(wasReady);
		Duration delay = decision.after();
		if (delay == null) {
			maintain(what + ". " + decision.text(), start);
			return;
		}
		logger.info("The instance is started again {} ({})", delay.isZero() ? "at once" : "in " + delay,
				decision.text());
		this.later.schedule(() -> begin(Restart.CURRENT, start), delay.toMillis(), TimeUnit.MILLISECONDS);
	}

	private void begin(Restart restart, Consumer<Restart> start) {
		try {
			this.gatekeeper.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return;
		}
		synchronized (this) {
			if (this.closed) {
				return;
			}
			this.total++;
		}
		start.accept(restart);
	}

	private void maintain(String why, Consumer<Restart> start) {
		logger.error("MAINTENANCE: nothing is started any more. {}. Perhaps you should mend the cause, then POST"
				+ " {}/hotupdate/resume, or a release that starts", why, this.management.path());
		List<ListenerHandle> plain = this.listeners.list()
			.stream()
			.filter((listener) -> this.management.plain().contains(listener.name()))
			.toList();
		try {
			this.maintenance = new MaintenanceServer(plain, new MaintenanceAnswers(this.management, why, Instant.now(),
					this.total, (restart) -> resume(restart, start)));
		}
		catch (IOException ex) {
			logger.error("Nothing answers in MAINTENANCE", ex);
		}
	}

	private void resume(Restart restart, Consumer<Restart> start) {
		this.later.execute(() -> {
			endMaintenance();
			this.policy.reset();
			begin(restart, start);
		});
	}

	private void endMaintenance() {
		MaintenanceServer server;
		synchronized (this) {
			server = this.maintenance;
			this.maintenance = null;
		}
		if (server != null) {
			server.close();
		}
	}

	@Override
	public void close() {
		synchronized (this) {
			this.closed = true;
		}
		this.later.shutdownNow();
		endMaintenance();
	}

}
