package io.hotupdate.handover;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

import io.hotupdate.GenerationInfo.Gate;
import io.hotupdate.GenerationInfo.Role;
import io.hotupdate.Handover;
import io.hotupdate.HandoverProgress;
import io.hotupdate.Reason;
import io.hotupdate.Release;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdatePhase;
import io.hotupdate.UpdateSnapshot;
import io.hotupdate.UpdateStatus;
import io.hotupdate.Verb;
import io.hotupdate.process.NativeAccess;
import io.hotupdate.process.SuccessorCommand;
import io.hotupdate.release.Store;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The predecessor's part of a handover over a shared listener: starts the successor, has
 * it warm up, gives it the traffic and stands by.
 */
public final class SharedListenerHandover implements Handover {

	private static final Logger logger = LoggerFactory.getLogger(SharedListenerHandover.class);

	private static final Duration OWN = Duration.ofSeconds(10);

	private static final Duration LAST_PREDECESSOR = Duration.ofMinutes(3);

	private final GenerationContext context;

	private final UpdateStatus status;

	private final Store store;

	private final Generation self;

	private final Traffic traffic;

	private final HandoverSettings settings;

	private final SuccessorStarter starter;

	private final Supplier<List<Finding>> checks;

	private final Runnable adoption;

	private final @Nullable SuccessorRole asSuccessor;

	private volatile @Nullable Successor successor;

	private volatile @Nullable Standby standby;

	private volatile boolean stopping;

	private volatile boolean switching;

	/**
	 * Create the handover of this generation.
	 * @param context what it works with
	 * @param commands makes a successor's command line
	 * @param checks what may be in the way of an update
	 * @param adoption puts the running jar into the store if it is not there
	 * @param predecessor the predecessor, if this generation was started as a successor
	 * @param application the application that it runs in
	 */
	public SharedListenerHandover(GenerationContext context,
			Function<SuccessorCommand.Target, SuccessorCommand> commands, Supplier<List<Finding>> checks,
			Runnable adoption, @Nullable Predecessor predecessor, LocalApplication application) {
		this.context = context;
		this.status = context.status();
		this.store = context.store();
		this.self = context.self();
		this.traffic = context.traffic();
		this.settings = context.settings();
		this.starter = new SuccessorStarter(this.store, commands, this.traffic, this.settings.heartbeatTimeout());
		this.checks = checks;
		this.adoption = adoption;
		this.asSuccessor = (predecessor != null) ? new SuccessorRole(context, predecessor, application) : null;
		this.status.addObserver(this::tell);
	}

	/** The application has started: a successor goes on with the conversation. */
	public void applicationReady() {
		if (this.asSuccessor != null) {
			this.asSuccessor.begin();
		}
	}

	private void tell(UpdateSnapshot snapshot) {
		Successor successor = this.successor;
		if (successor != null && this.status.isLeading()) {
			successor.say(Message.snapshot(Message.Type.SNAPSHOT, snapshot));
		}
	}

	@Override
	public List<Finding> plan() {
		List<Finding> findings = new ArrayList<>(this.checks.get());
		NativeAccess.unavailable()
			.ifPresent((why) -> findings.add(0, Finding.blocking(NativeAccess.FINDING, why,
					"Perhaps you should allow it, or set hotupdate.handover.mode=restart-in-place")));
		Standby standby = this.standby;
		if (standby != null && standby.isSuccessorLeaving()) {
			findings.add(0,
					new Finding("PREVIOUS_LEAVING", Reason.WRONG_STATE, true,
							"The generation that the traffic was taken back from still finishes what it has accepted",
							"wait until the snapshot no longer shows it"));
		}
		return findings;
	}

	@Override
	public void handOver(Release release, HandoverProgress progress) {
		this.successor = null;
		this.standby = null;
		try {
			prepare(release, progress);
			long begun = System.nanoTime();
			Successor successor = start(release, progress, begun);
			warmUp(successor, release, progress, begun);
			handOver(successor, progress);
		}
		catch (InterruptedException ex) {
			giveUp();
			Thread.currentThread().interrupt();
			throw new UpdateException(Reason.STOPPED, "The application is being stopped", ex);
		}
		catch (IOException ex) {
			giveUp();
			throw new UpdateException(Reason.INTERNAL, "The successor could not be started: " + ex.getMessage()
					+ "; perhaps you should POST /plan to see what is in the way", ex);
		}
		catch (RuntimeException ex) {
			giveUp();
			throw this.stopping
					? new UpdateException(Reason.STOPPED, "The application was stopped during the update", ex) : ex;
		}
	}

	private void prepare(Release release, HandoverProgress progress) throws InterruptedException {
		progress.phase(UpdatePhase.PREPARING);
		if (this.asSuccessor != null && !this.asSuccessor.awaitAlone(LAST_PREDECESSOR)) {
			throw new UpdateException(Reason.WRONG_STATE,
					"The predecessor of the last update has not gone yet; perhaps you should look at what keeps it");
		}
		this.adoption.run();
		this.store.verified(release.version());
		this.store.pending(release.version());
	}

	private Successor start(Release release, HandoverProgress progress, long begun)
			throws IOException, InterruptedException {
		progress.phase(UpdatePhase.STARTING);
		long deadline = deadline(begun);
		this.starter.start(release, this.self.as(Role.SERVING, Gate.OPEN), this.status.snapshot(),
				progress::commandDifferences, this::started, this.status::mirror, deadline);
		Successor successor = Objects.requireNonNull(this.successor);
		successor.expect(deadline, Message.Type.STARTED);
		return successor;
	}

	private void started(Successor successor) {
		this.successor = successor;
		show(Role.SERVING, Gate.OPEN, successor);
		if (this.stopping) {
			throw new UpdateException(Reason.STOPPED, "The application is being stopped");
		}
	}

	private void warmUp(Successor successor, Release release, HandoverProgress progress, long begun)
			throws InterruptedException {
		progress.phase(UpdatePhase.WARMING);
		long deadline = deadline(begun);
		Message message = successor.expect(deadline, Message.Type.WARMING, Message.Type.READY);
		while (message.type() != Message.Type.READY) {
			if (message.percent() != null) {
				progress.progress(message.percent());
			}
			message = successor.expect(deadline, Message.Type.WARMING, Message.Type.READY);
		}
		if (!release.version().value().equals(message.text())) {
			throw new UpdateException(Reason.VERSION_REPORTED,
					"The successor reports version " + message.text() + " but " + release.version()
							+ " was asked for; perhaps you should see which build went into this jar, or whether"
							+ " hotupdate.version is set");
		}
	}

	private void handOver(Successor successor, HandoverProgress progress) throws InterruptedException {
		progress.phase(UpdatePhase.HANDING_OVER);
		this.switching = true;
		if (this.stopping) {
			throw new UpdateException(Reason.STOPPED, "The application is being stopped");
		}
		successor.say(Message.of(Message.Type.TAKE_OVER));
		successor.expect(switchDeadline(), Message.Type.OPENED);
		successor.info(Role.SERVING, Gate.OPEN);
		long closing = System.nanoTime();
		this.traffic.close();
		logger.info("Gate closed in {} µs; generation {} accepts",
				TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - closing), successor.info().number());
		show(Role.DRAINING, Gate.CLOSED, successor);
		this.status.follow();
		this.store.disown();
		Standby standby = new Standby(this.context, successor);
		successor.say(Message.snapshot(Message.Type.OWN, this.status.snapshot()));
		successor.expect(switchDeadline(), Message.Type.OWNED);
		this.standby = standby;
		this.switching = false;
		standby.begin(System.nanoTime());
	}

	/**
	 * Whatever was begun is undone: this generation serves, owns the store and is alone.
	 */
	private void giveUp() {
		if (this.stopping && this.switching) {
			// the successor may have accepted connections: it ends by the goodbye it was
			// told
			return;
		}
		boolean switching = this.switching;
		this.switching = false;
		this.traffic.open();
		Successor successor = this.successor;
		if (successor != null) {
			if (switching && successor.saidGoodbye()) {
				// it may have accepted connections, which it finishes on its way out
				awaitExit(successor);
			}
			successor.kill();
		}
		own();
		if (!this.status.isLeading()) {
			this.status.lead(false);
		}
		this.status.serving(this.self.version().value(), List.of(this.self.as(Role.SERVING, Gate.OPEN)));
		this.store.clearPending();
		if (successor != null) {
			this.store.cleanTemporaryDirectories(Set.of(this.self.number()));
		}
		this.successor = null;
	}

	private void awaitExit(Successor successor) {
		try {
			successor.awaitExit(this.settings.drainTimeout());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void own() {
		try {
			if (!this.store.own(OWN)) {
				logger.error("Another process holds the store although the successor is gone");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void endProbation(Verb verb) {
		Standby standby = this.standby;
		SuccessorRole role = this.asSuccessor;
		if (standby != null && standby.isStanding()) {
			standby.end(verb);
		}
		else if (role != null && role.hasPredecessor()) {
			role.endProbation(verb);
		}
		else {
			throw new UpdateException(Reason.WRONG_STATE, "No probation is under way any more");
		}
	}

	/**
	 * This process was asked to stop: its partner is told, a successor that does not
	 * serve yet is ended.
	 */
	public void stop() {
		this.stopping = true;
		SuccessorRole role = this.asSuccessor;
		if (role != null) {
			role.stop();
		}
		Standby standby = this.standby;
		if (standby != null) {
			standby.stop();
			return;
		}
		Successor successor = this.successor;
		if (successor != null) {
			logger.info("The application is being stopped: generation {} goes too", successor.info().number());
			successor.say(Message.because(Message.Type.BYE, Reason.STOPPED, "The application is being stopped"));
			if (!this.switching) {
				successor.kill();
			}
			awaitRecord();
		}
	}

	private void awaitRecord() {
		try {
			this.status.await((snapshot) -> !snapshot.state().isBusy(), OWN);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void show(Role role, Gate gate, Successor successor) {
		this.status.generations(List.of(this.self.as(role, gate), successor.info()));
	}

	/** For one step: this process may have been stopped for long in the one before. */
	private long switchDeadline() {
		return System.nanoTime() + this.settings.heartbeatTimeout().multipliedBy(2).toNanos();
	}

	private long deadline(long begun) {
		return begun + this.settings.startTimeout(lastStart()).toNanos();
	}

	private Duration lastStart() {
		return this.status.history()
			.stream()
			.filter((update) -> update.servedAt() != null)
			.findFirst()
			.map((update) -> Duration.ofMillis(update.timings().getOrDefault(UpdatePhase.STARTING.name(), 0L)
					+ update.timings().getOrDefault(UpdatePhase.WARMING.name(), 0L)))
			.orElse(Duration.ZERO);
	}

}
