package io.hotupdate.handover;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Supplier;

import io.hotupdate.Handover;
import io.hotupdate.HandoverProgress;
import io.hotupdate.Reason;
import io.hotupdate.Release;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdatePhase;
import io.hotupdate.UpdateRequest;
import io.hotupdate.UpdateStatus;
import io.hotupdate.Verb;
import io.hotupdate.release.Store;
import org.jspecify.annotations.Nullable;

/**
 * The update of an application whose listener cannot be shared: this process closes the
 * application, then becomes the new release, with the same process id where the system
 * can.
 */
public final class RestartInPlace implements Handover {

	/** Tells a process that it completes the update that its predecessor began. */
	static final String PROPERTY = "hotupdate.handover.restarted";

	private final UpdateStatus status;

	private final Store store;

	private final Supplier<List<Finding>> checks;

	private final Runnable adoption;

	private final Function<Release, List<String>> commands;

	private final Relaunch relaunch;

	/**
	 * Create the handover.
	 * @param status version, state and progress
	 * @param store the store
	 * @param checks what may be in the way of an update
	 * @param adoption puts the running jar into the store if it is not there
	 * @param commands makes the command line that runs a release
	 * @param relaunch ends the application and runs a command in its place
	 */
	public RestartInPlace(UpdateStatus status, Store store, Supplier<List<Finding>> checks, Runnable adoption,
			Function<Release, List<String>> commands, Relaunch relaunch) {
		this.status = status;
		this.store = store;
		this.checks = checks;
		this.adoption = adoption;
		this.commands = commands;
		this.relaunch = relaunch;
	}

	/**
	 * Whether this process was started to complete an update.
	 * @return {@code true} if so
	 */
	public static boolean completes() {
		return Boolean.getBoolean(PROPERTY);
	}

	@Override
	public List<Finding> plan() {
		return this.checks.get();
	}

	@Override
	public void handOver(Release release, HandoverProgress progress) {
		progress.phase(UpdatePhase.PREPARING);
		this.adoption.run();
		Release verified = this.store.verified(release.version());
		List<String> command = this.commands.apply(verified);
		this.store.pending(release.version());
		progress.phase(UpdatePhase.STARTING);
		this.relaunch.relaunch(command);
		awaitTheEnd();
	}

	/** The new release has started in place of the old one: the update has succeeded. */
	public void applicationReady() {
		if (!completes() || !this.status.snapshot().state().isBusy()) {
			return;
		}
		String target = this.status.snapshot().targetVersion();
		this.store.pending().filter((release) -> release.version().value().equals(target)).ifPresent((release) -> {
			this.status.phase(UpdatePhase.DRAINING);
			this.store.confirm(release.version());
			this.status.succeed();
		});
	}

	@Override
	public void endProbation(Verb verb) {
		throw new UpdateException(Reason.WRONG_STATE, "A restart in place has no probation");
	}

	@Override
	public void queue(@Nullable UpdateRequest request) {
		throw new UpdateException(Reason.WRONG_STATE, "A restart in place has no other generation");
	}

	private static void awaitTheEnd() {
		try {
			new CountDownLatch(1).await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Ends the application and runs a command in its place. */
	@FunctionalInterface
	public interface Relaunch {

		/**
		 * End the application, then become the command. Returns at once.
		 * @param command the command
		 */
		void relaunch(List<String> command);

	}

}
