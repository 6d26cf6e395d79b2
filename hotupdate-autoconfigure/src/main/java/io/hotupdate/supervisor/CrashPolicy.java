package io.hotupdate.supervisor;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

import io.hotupdate.RestartPolicy;
import io.hotupdate.RestartPolicy.Decision;
import io.hotupdate.process.ListenerHandle;
import io.hotupdate.supervisor.Standstill.State;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * After a crash: start again by the restart policy, once what the application depends on
 * is there; else MAINTENANCE, until a person says otherwise. Everything but the questions
 * of the supervisor happens on one thread.
 */
final class CrashPolicy implements Crashes {

	private static final Logger logger = LoggerFactory.getLogger(CrashPolicy.class);

	/** Clients wait in the queue of the listener for so long, then they are answered. */
	private static final Duration SILENCE = Duration.ofSeconds(30);

	private final RestartPolicy policy;

	private final Function<SupervisionSettings, Gatekeeper> gatekeepers;

	private final HeldListeners listeners;

	private final ScheduledExecutorService thread;

	private final RestartQueue queue;

	private volatile SupervisionSettings settings;

	private volatile Management management = Management.UNKNOWN;

	private volatile int total;

	private Gatekeeper gatekeeper = () -> null;

	private boolean ready;

	private @Nullable Standstill standstill;

	private @Nullable MaintenanceServer server;

	private @Nullable Instance instance;

	/**
	 * Create it.
	 * @param settings the figures, until a generation tells other ones
	 * @param policy when to start again
	 * @param gatekeepers what has to be true before
	 * @param listeners where to answer when nothing is started
	 * @param thread the one thread
	 * @param queue where a restart waits
	 */
	CrashPolicy(SupervisionSettings settings, RestartPolicy policy,
			Function<SupervisionSettings, Gatekeeper> gatekeepers, HeldListeners listeners,
			ScheduledExecutorService thread, RestartQueue queue) {
		this.settings = settings;
		this.policy = policy;
		this.gatekeepers = gatekeepers;
		this.listeners = listeners;
		this.thread = thread;
		this.queue = queue;
	}

	@Override
	public void ready() {
		this.thread.execute(() -> {
			this.ready = true;
			this.policy.ready();
			this.gatekeeper.over(true);
		});
	}

	@Override
	public int total() {
		return this.total;
	}

	@Override
	public void management(Management management) {
		this.management = management;
	}

	@Override
	public void settings(SupervisionSettings settings) {
		this.settings = settings;
		this.policy.settings(settings.restart());
	}

	@Override
	public void decide(String what, Child.@Nullable Failure failure, Instance instance) {
		this.thread.execute(() -> decideNow(what, failure, instance));
	}

	private void decideNow(String what, Child.@Nullable Failure failure, Instance instance) {
		this.instance = instance;
		boolean wasReady = this.ready;
		this.ready = false;
		this.gatekeeper.over(false);
		if (failure != null && failure.permanent()) {
			maintain(what + ": " + failure.text() + " (another try would fail in the same way)");
			return;
		}
		Decision decision = this.policy.failed(wasReady);
		Duration delay = decision.after();
		if (delay == null) {
			maintain(what + ". " + decision.text());
			return;
		}
		logger.info("The instance is started again {} ({})", delay.isZero() ? "at once" : "in " + delay,
				decision.text());
		this.thread.schedule(() -> enqueue(what), delay.toMillis(), TimeUnit.MILLISECONDS);
	}

	private void enqueue(String what) {
		this.gatekeeper = this.gatekeepers.apply(this.settings);
		this.queue.enter(this.gatekeeper, () -> start(Restart.CURRENT), (hindrance) -> waits(what + ". " + hindrance));
	}

	private void waits(String why) {
		boolean first = this.standstill == null;
		stand(State.WAITING, why);
		if (first) {
			this.thread.schedule(this::answerInWaiting, SILENCE.toMillis(), TimeUnit.MILLISECONDS);
		}
		else if (this.server != null) {
			answer();
		}
	}

	private void answerInWaiting() {
		if (this.standstill != null && this.server == null) {
			answer();
		}
	}

	private void maintain(String why) {
		if (this.listeners.isEmpty()) {
			logger.error("{}. There is no listener to answer on, so the instance ends", why);
			tell(Instance::end);
			return;
		}
		logger.error(
				"MAINTENANCE: nothing is started any more. {}. Perhaps you should mend the cause, then POST"
						+ " {}/hotupdate/resume, or a release that starts, or send HUP to this process",
				why, this.management.path());
		stand(State.MAINTENANCE, why);
		answer();
	}

	private void stand(State state, String why) {
		Standstill standstill = new Standstill(state, why, Instant.now(), this.total);
		this.standstill = standstill;
		tell((instance) -> instance.stands(standstill));
	}

	private void answer() {
		endAnswers();
		Standstill standstill = this.standstill;
		if (standstill == null) {
			return;
		}
		List<ListenerHandle> plain = this.listeners.list()
			.stream()
			.filter((listener) -> this.management.plain().contains(listener.name()))
			.toList();
		try {
			this.server = new MaintenanceServer(plain,
					new MaintenanceAnswers(this.management, standstill, this::resume));
		}
		catch (IOException ex) {
			logger.error("Nothing answers in {}", standstill.state(), ex);
		}
	}

	@Override
	public void resume(Restart restart) {
		this.thread.execute(() -> {
			if (this.standstill == null) {
				logger.info("The instance runs, or is about to: nothing to resume");
				return;
			}
			this.policy.reset();
			start(restart);
		});
	}

	private void start(Restart restart) {
		this.queue.leave();
		this.standstill = null;
		endAnswers();
		this.total++;
		int alert = this.settings.alertAfter();
		if (alert > 0 && this.total % alert == 0) {
			logger.error("The instance was restarted {} times since its supervisor runs; perhaps you should look why",
					this.total);
		}
		tell((instance) -> instance.start(restart));
	}

	private void tell(Consumer<Instance> word) {
		Instance instance = this.instance;
		if (instance != null) {
			word.accept(instance);
		}
	}

	private void endAnswers() {
		MaintenanceServer server = this.server;
		this.server = null;
		if (server != null) {
			server.close();
		}
	}

	@Override
	public void close() {
		this.thread.execute(() -> {
			this.queue.leave();
			this.instance = null;
			endAnswers();
			this.gatekeeper.over(true);
		});
	}

}
