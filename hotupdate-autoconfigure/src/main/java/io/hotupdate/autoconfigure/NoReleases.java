package io.hotupdate.autoconfigure;

import java.util.Optional;

import io.hotupdate.Download;
import io.hotupdate.Reason;
import io.hotupdate.Release;
import io.hotupdate.ReleaseFetcher;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdateRequest;

/**
 * Stands where there is no store. It is never asked for a release: the plan, which says
 * why, refuses each update before.
 */
final class NoReleases implements ReleaseFetcher {

	@Override
	public void check(UpdateRequest request) {
		// left to the plan
	}

	@Override
	public Download fetch(UpdateRequest request, ByteProgress progress) {
		throw unavailable();
	}

	@Override
	public Release verify(Download download) {
		throw unavailable();
	}

	@Override
	public Optional<UpdateRequest> previous() {
		return Optional.empty();
	}

	@Override
	public void discard(UpdateRequest request) {
		// nothing was fetched
	}

	private static UpdateException unavailable() {
		return new UpdateException(Reason.NOT_SUPPORTED,
				"This process has no store; perhaps you should POST /plan to see why");
	}

}
