package io.hotupdate.autoconfigure;

import java.nio.file.Path;
import java.util.Optional;

import io.hotupdate.handover.Predecessor;
import io.hotupdate.handover.TakeoverRefusedException;
import io.hotupdate.handover.TakeoverRequest;
import io.hotupdate.release.ApplicationIdentity;
import io.hotupdate.release.Store;
import org.jspecify.annotations.Nullable;

/**
 * How this process comes to take over from one that it is no child of.
 */
final class Takeovers {

	private Takeovers() {
	}

	/**
	 * The other process would have to leave its supervisor, which holds its listeners.
	 */
	static void refuse(@Nullable Path directory) {
		if (directory != null) {
			throw new TakeoverRefusedException("The supervisor is the parent of all generations: no process that is"
					+ " started by others can take over; perhaps you should update by a POST, or take"
					+ " hotupdate.handover.takeover or hotupdate.supervisor.enabled out of the configuration");
		}
	}

	/** The invitation of the one that serves, if there is one. */
	static Optional<Predecessor.Invitation> ask(@Nullable Path directory, Store store, Path jar,
			ApplicationIdentity identity) {
		if (directory == null) {
			return Optional.empty();
		}
		Optional<Predecessor.Invitation> invitation = TakeoverRequest.ask(directory, store.home(), jar,
				identity.version());
		// names files of the logs, which begin after this
		invitation.ifPresent((it) -> System.setProperty("hotupdate.generation", String.valueOf(it.generation())));
		return invitation;
	}

	/**
	 * Nobody offers, so this is a first generation: but then the store has to be free.
	 */
	static HotUpdateStart require(@Nullable Path directory, HotUpdateStart first) {
		if (directory != null && first.running() == null) {
			String problem = (first.problem() != null) ? first.problem().message() : "It cannot be updated";
			throw new TakeoverRefusedException(problem + ", and nobody offers its traffic in " + directory
					+ "; perhaps you should wait until the other process has started or its update has ended, and"
					+ " see that it has the same hotupdate.handover.takeover");
		}
		return first;
	}

}
