package io.hotupdate.handover;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import io.hotupdate.Handover;
import io.hotupdate.HandoverProgress;
import io.hotupdate.Reason;
import io.hotupdate.Release;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdatePhase;
import io.hotupdate.UpdateRequest;
import io.hotupdate.UpdateSnapshot;
import io.hotupdate.UpdateStatus;
import io.hotupdate.Verb;
import io.hotupdate.Version;
import io.hotupdate.process.NativeAccess;
import io.hotupdate.process.Spawner;
import io.hotupdate.process.SuccessorCommand;
import io.hotupdate.release.Store;
import org.jspecify.annotations.Nullable;

/**
 * Handovers between two generations that live at once, over a shared listener or, with
 * SO_REUSEPORT, over one each: what this generation does as a predecessor, one attempt
 * after the other, and, if it was started as a successor, its part in that.
 */
public final class SharedListenerHandover implements Handover {

	private static final Duration LAST_PREDECESSOR = Duration.ofMinutes(3);

	private final GenerationContext context;

	private final UpdateStatus status;

	private final Store store;

	private final Launcher launcher;

	private final Supplier<List<Finding>> checks;

	private final Runnable adoption;

	private final @Nullable SuccessorRole asSuccessor;

	private volatile @Nullable HandoverAttempt attempt;

	private volatile boolean stopping;

	/**
	 * Create the handover of this generation.
	 * @param context what it works with
	 * @param commands makes a successor's command line
	 * @param spawner starts a successor's process
	 * @param checks what may be in the way of an update
	 * @param adoption puts the running jar into the store if it is not there
	 * @param predecessor the predecessor, if this generation was started as a successor
	 * @param application the application that it runs in
	 */
	public SharedListenerHandover(GenerationContext context,
			Function<SuccessorCommand.Target, SuccessorCommand> commands, Spawner spawner,
			Supplier<List<Finding>> checks, Runnable adoption, @Nullable Predecessor predecessor,
			LocalApplication application) {
		this.context = context;
		this.status = context.status();
		this.store = context.store();
		this.launcher = new CommandLauncher(commands, spawner);
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
		HandoverAttempt attempt = this.attempt;
		if (attempt != null && this.status.isLeading()) {
			attempt.tell(snapshot);
		}
	}

	@Override
	public List<Finding> plan() {
		List<Finding> findings = new ArrayList<>(this.checks.get());
		if (this.context.traffic().passesListeners()) {
			NativeAccess.unavailable()
				.ifPresent((why) -> findings.add(0,
						Finding.blocking(NativeAccess.FINDING, why,
								"Perhaps you should allow it, or set hotupdate.handover.mode to reuse-port or"
										+ " restart-in-place")));
		}
		Standby standby = standby();
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
		handOver(release, progress, this.launcher, this::requireRoom);
	}

	/** Give the traffic to a process that is there already. */
	void handOver(Release release, HandoverProgress progress, Launcher newcomer) {
		handOver(release, progress, newcomer, () -> {
		});
	}

	private void handOver(Release release, HandoverProgress progress, Launcher launcher, Runnable lastCheck) {
		SuccessorStarter starter = new SuccessorStarter(this.store, launcher, this.context.traffic(),
				this.context.settings().heartbeatTimeout());
		HandoverAttempt attempt = new HandoverAttempt(this.context, starter, () -> this.stopping);
		this.attempt = attempt;
		try {
			prepare(release, progress, lastCheck);
			attempt.run(release, progress);
		}
		catch (InterruptedException ex) {
			attempt.giveUp();
			Thread.currentThread().interrupt();
			throw new UpdateException(Reason.STOPPED, "The application is being stopped", ex);
		}
		catch (IOException ex) {
			attempt.giveUp();
			throw new UpdateException(Reason.INTERNAL, "The successor could not be started: " + ex.getMessage()
					+ "; perhaps you should POST /plan to see what is in the way", ex);
		}
		catch (RuntimeException ex) {
			attempt.giveUp();
			throw this.stopping
					? new UpdateException(Reason.STOPPED, "The application was stopped during the update", ex) : ex;
		}
	}

	/** Put the jar of a process that came by itself into the store. */
	Release receive(Path jar, Version version) {
		// first, so that another jar of the running version is not taken for it
		this.adoption.run();
		return this.store.receive(jar, version);
	}

	private void prepare(Release release, HandoverProgress progress, Runnable lastCheck) throws InterruptedException {
		progress.phase(UpdatePhase.PREPARING);
		if (this.asSuccessor != null && !this.asSuccessor.awaitAlone(LAST_PREDECESSOR)) {
			throw new UpdateException(Reason.WRONG_STATE,
					"The predecessor of the last update has not gone yet; perhaps you should look at what keeps it");
		}
		this.adoption.run();
		this.store.verified(release.version());
		lastCheck.run();
		this.store.pending(release.version());
	}

	/** Since it was asked for, the memory may have gone to others. */
	private void requireRoom() {
		this.checks.get()
			.stream()
			.filter((finding) -> finding.reason() == Reason.NO_ROOM && finding.blocking())
			.findFirst()
			.ifPresent((finding) -> {
				throw new UpdateException(finding.reason(), finding.message() + "; " + finding.remedy());
			});
	}

	@Override
	public void endProbation(Verb verb) {
		Standby standby = standby();
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

	@Override
	public void queue(@Nullable UpdateRequest request) {
		Standby standby = standby();
		if (standby == null || !standby.isStanding()) {
			throw new UpdateException(Reason.WRONG_STATE,
					"The update has not reached its probation or is over; perhaps you should ask again");
		}
		standby.queue(request);
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
		HandoverAttempt attempt = this.attempt;
		if (attempt != null) {
			attempt.stop();
		}
	}

	private @Nullable Standby standby() {
		HandoverAttempt attempt = this.attempt;
		return (attempt != null) ? attempt.standby() : null;
	}

}
