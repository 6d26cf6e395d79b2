package io.hotupdate.handover;

import java.util.List;
import java.util.function.Supplier;

import io.hotupdate.Handover;
import io.hotupdate.HandoverProgress;
import io.hotupdate.Reason;
import io.hotupdate.Release;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdateRequest;
import io.hotupdate.Verb;
import org.jspecify.annotations.Nullable;

/**
 * Stands where updates are not available as this application runs, and says why.
 */
public final class UnavailableHandover implements Handover {

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
	public void handOver(Release release, HandoverProgress progress) {
		throw unavailable();
	}

	@Override
	public void endProbation(Verb verb) {
		throw unavailable();
	}

	@Override
	public void queue(@Nullable UpdateRequest request) {
		throw unavailable();
	}

	private static UpdateException unavailable() {
		return new UpdateException(Reason.NOT_SUPPORTED,
				"Updates are not available as this application runs; perhaps you should POST /plan to see why");
	}

}
