package io.hotupdate.handover;

import java.util.List;
import java.util.function.Supplier;

import io.hotupdate.Download;
import io.hotupdate.Handover;
import io.hotupdate.HandoverProgress;
import io.hotupdate.Reason;
import io.hotupdate.Release;
import io.hotupdate.ReleaseFetcher;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdateRequest;
import io.hotupdate.Verb;

/**
 * Stands where updates are not available as this application runs, and says why.
 */
public final class UnavailableHandover implements Handover, ReleaseFetcher {

	private final Supplier<List<Finding>> findings;

	/**
	 * Create the handover.
	 * @param findings why updates are not available; at least one is blocking
	 */
	public UnavailableHandover(Supplier<List<Finding>> findings) {
		this.findings = findings;
	}

	@Override
	public List<Finding> plan() {
		return this.findings.get();
	}

	@Override
	public void check(UpdateRequest request) {
		// the plan refuses
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
	public void discard(UpdateRequest request) {
		// nothing was fetched
	}

	@Override
	public void handOver(Release release, HandoverProgress progress) {
		throw unavailable();
	}

	@Override
	public void endProbation(Verb verb) {
		throw unavailable();
	}

	private static UpdateException unavailable() {
		return new UpdateException(Reason.NOT_SUPPORTED,
				"Updates are not available as this application runs; perhaps you should POST /plan to see why");
	}

}
