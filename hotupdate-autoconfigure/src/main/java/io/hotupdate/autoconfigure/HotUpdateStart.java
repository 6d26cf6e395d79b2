package io.hotupdate.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

import io.hotupdate.Handover.Finding;
import io.hotupdate.Reason;
import io.hotupdate.Release;
import io.hotupdate.UpdateException;
import io.hotupdate.Version;
import io.hotupdate.process.ActivatedListeners;
import io.hotupdate.handover.BootCurrent;
import io.hotupdate.handover.Generation;
import io.hotupdate.handover.HandoverDirectory;
import io.hotupdate.process.ListenerHandle;
import io.hotupdate.handover.Predecessor;
import io.hotupdate.handover.RestartInPlace;
import io.hotupdate.process.CommandLine;
import io.hotupdate.process.NativeAccess;
import io.hotupdate.process.OomScore;
import io.hotupdate.process.OriginalCommand;
import io.hotupdate.process.RuntimeDirectory;
import io.hotupdate.release.ApplicationIdentity;
import io.hotupdate.release.Store;
import io.hotupdate.supervisor.SupervisorLink;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

/**
 * What is settled before the application context exists: which generation this is, its
 * store, and, in a successor, its predecessor with the listeners.
 *
 * @param running what is known of a process that can be updated, else {@code null}
 * @param problem why it cannot
 */
record HotUpdateStart(@Nullable Running running, @Nullable Finding problem) {

	/**
	 * A process that can be updated.
	 *
	 * @param command how the instance was started
	 * @param jar the jar it was started from
	 * @param identity the application
	 * @param store the store, owned unless there is a predecessor
	 * @param self this generation
	 * @param meeting the meeting with the predecessor, in a successor
	 * @param received the listeners that a first generation was given and need not bind;
	 * asked once, and only where connectors can take them
	 * @param supervisor the line to the supervisor, if there is one
	 */
	record Running(OriginalCommand command, Path jar, ApplicationIdentity identity, Store store, Generation self,
			@Nullable Future<Predecessor> meeting, Supplier<List<ListenerHandle>> received,
			@Nullable SupervisorLink supervisor) {

		Running(OriginalCommand command, Path jar, ApplicationIdentity identity, Store store, Generation self,
				@Nullable Future<Predecessor> meeting) {
			this(command, jar, identity, store, self, meeting, List::of, null);
		}

		boolean isSuccessor() {
			return this.meeting != null;
		}

		/**
		 * The predecessor, once it has been met.
		 * @return the predecessor, or {@code null} in a first generation
		 */
		@Nullable Predecessor predecessor() {
			if (this.meeting == null) {
				return null;
			}
			try {
				return this.meeting.get();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException("Interrupted while meeting the predecessor", ex);
			}
			catch (ExecutionException ex) {
				throw new IllegalStateException("This successor could not meet its predecessor", ex.getCause());
			}
		}

		/**
		 * The listeners that connectors take instead of binding.
		 * @return those of the predecessor, else those that the process was given
		 */
		List<ListenerHandle> listeners() {
			Predecessor predecessor = predecessor();
			return (predecessor != null) ? predecessor.listeners() : this.received.get();
		}

	}

	static HotUpdateStart unavailable(Finding problem) {
		return new HotUpdateStart(null, problem);
	}

	static HotUpdateStart begin(StartSettings settings, Log log) {
		try {
			OriginalCommand command = OriginalCommand.ofThisProcess();
			Path started = CommandLine.parse(command).jar();
			Path jar = Path.of(System.getProperty("java.class.path")).toAbsolutePath();
			ApplicationIdentity identity = identity(jar, settings.version());
			Store store = Store.open(settings.home());
			Optional<Predecessor.Invitation> invitation = Predecessor.Invitation.ofThisProcess();
			if (invitation.isPresent()) {
				return successor(invitation.get(), command, jar, identity, store);
			}
			bootCurrent(settings, command, identity, store, log);
			Optional<Predecessor.Invitation> offer = Takeovers.ask(settings.takeover(), store, jar, identity);
			if (offer.isPresent()) {
				return successor(offer.get(), command, jar, identity, store);
			}
			return Takeovers.require(settings.takeover(), first(settings, command, started, identity, store, log));
		}
		catch (UpdateException ex) {
			return unavailable(finding(ex));
		}
	}

	/**
	 * The meeting loads native code, which takes its time while both cores are busy: the
	 * application's own start need not wait for it until Tomcat binds.
	 */
	private static HotUpdateStart successor(Predecessor.Invitation invitation, OriginalCommand command, Path jar,
			ApplicationIdentity identity, Store store) {
		OomScore.ofThisProcess().raise();
		Generation self = generation(invitation.generation(), identity, store);
		FutureTask<Predecessor> meeting = new FutureTask<>(() -> Predecessor.meet(invitation, self));
		Thread thread = new Thread(meeting, "hotupdate-meeting");
		thread.setDaemon(true);
		thread.start();
		return new HotUpdateStart(new Running(command, jar, identity, store, self, meeting, List::of,
				SupervisedProcessStart.report(self)), null);
	}

	private static HotUpdateStart first(StartSettings settings, OriginalCommand command, Path jar,
			ApplicationIdentity identity, Store store, Log log) {
		if (!store.tryOwn()) {
			return unavailable(new Finding("STORE_IN_USE", Reason.STORE_IN_USE, true,
					"Another process owns the store " + store.home(),
					"Perhaps you should give this instance a hotupdate.home of its own"));
		}
		store.cleanTemporaryDirectories(Set.of());
		deleteHandovers(store, log);
		store.token();
		Generation self = generation(store.nextGeneration(), identity, store);
		SupervisorLink supervisor = SupervisedProcessStart.report(self);
		if (supervisor != null) {
			runNamed(supervisor, new NamedRelease(settings, command, identity, store), jar, log);
		}
		Supplier<List<ListenerHandle>> received = (supervisor != null) ? held(supervisor)
				: ActivatedListeners.of(System.getenv());
		return new HotUpdateStart(new Running(command, jar, identity, store, self, null, received, supervisor), null);
	}

	/** If that is not possible the current release would not start either. */
	private static void runNamed(SupervisorLink supervisor, NamedRelease named, Path jar, Log log) {
		try {
			named.become(jar, log);
		}
		catch (UpdateException ex) {
			supervisor.failed(true, String.valueOf(ex.getMessage()));
			throw new IllegalStateException("The release that was named in MAINTENANCE cannot be run", ex);
		}
	}

	private static Supplier<List<ListenerHandle>> held(SupervisorLink supervisor) {
		return () -> {
			try {
				return supervisor.listeners();
			}
			catch (IOException ex) {
				throw new UncheckedIOException("The supervisor does not pass the listeners that it holds", ex);
			}
		};
	}

	/** What a kill of both generations has left of a handover. */
	private static void deleteHandovers(Store store, Log log) {
		try {
			HandoverDirectory.deleteAll(RuntimeDirectory.open(store.home(), System.getenv()).path());
		}
		catch (IOException | UncheckedIOException ex) {
			log.warn("What is left of an earlier handover cannot be deleted", ex);
		}
	}

	private static Generation generation(long number, ApplicationIdentity identity, Store store) {
		Path temporaryDirectory = store.temporaryDirectory(number);
		NativeAccess.extractTo(temporaryDirectory);
		Instant since = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
		return new Generation(number, ProcessHandle.current().pid(), new Version(identity.version()), since,
				temporaryDirectory);
	}

	private static void bootCurrent(StartSettings settings, OriginalCommand command, ApplicationIdentity identity,
			Store store, Log log) {
		if (!settings.bootCurrent() || RestartInPlace.completes() || NamedRelease.ofThisProcess().isPresent()) {
			return;
		}
		Optional<Release> newer = store.releaseToBoot(new Version(identity.version()));
		newer.ifPresent((release) -> {
			// no log reaches its file before this process is replaced
			System.out.println("HotUpdate: version " + release.version() + " is current in " + settings.home()
					+ ", it runs instead of " + identity.version()
					+ " (hotupdate.boot-current=false runs the jar named)");
			BootCurrent.run(BootCurrent.command(command, settings.process(), release.jar(), false),
					command.environment(settings.process()), log);
		});
	}

	private static ApplicationIdentity identity(Path jar, @Nullable String version) {
		ApplicationIdentity identity = ApplicationIdentity.of(jar)
			.orElseThrow(() -> new UpdateException(Reason.NOT_SUPPORTED,
					"The jar " + jar + " does not say which application it holds in which version; perhaps you should"
							+ " let spring-boot-maven-plugin's build-info goal write it"));
		return (version == null) ? identity : new ApplicationIdentity(identity.group(), identity.artifact(), version);
	}

	private static Finding finding(UpdateException ex) {
		String[] parts = String.valueOf(ex.getMessage()).split("; perhaps you should ", 2);
		String remedy = (parts.length > 1) ? "Perhaps you should " + parts[1] : "";
		return new Finding(ex.reason().name(), ex.reason(), true, parts[0], remedy);
	}

	List<Finding> problems() {
		return (this.problem != null) ? List.of(this.problem) : List.of();
	}

}
