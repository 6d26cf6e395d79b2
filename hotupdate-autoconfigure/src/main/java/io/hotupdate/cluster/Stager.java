package io.hotupdate.cluster;

import io.hotupdate.Reason;
import io.hotupdate.ReleaseFetcher;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdateRequest;
import io.hotupdate.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a release into the store before its turn comes: fetched and verified, not
 * started.
 */
final class Stager {

	private static final Logger logger = LoggerFactory.getLogger(Stager.class);

	private final ReleaseFetcher fetcher;

	Stager(ReleaseFetcher fetcher) {
		this.fetcher = fetcher;
	}

	/**
	 * Stage the release of a rollout.
	 * @return why that is not possible, empty if it is done
	 */
	String stage(RolloutView rollout) throws InterruptedException {
		try {
			UpdateRequest request = new UpdateRequest(new Version(rollout.version()), rollout.artifact(),
					rollout.sha256(), null);
			this.fetcher.check(request);
			this.fetcher.verify(this.fetcher.fetch(request, (done, total) -> {
			}));
			logger.info("Version {} is staged for rollout {}", rollout.version(), rollout.id());
			return "";
		}
		catch (UpdateException ex) {
			logger.warn("Version {} cannot be staged for rollout {} ({}): {}", rollout.version(), rollout.id(),
					ex.reason(), ex.getMessage());
			return ex.reason().name();
		}
		catch (IllegalArgumentException ex) {
			logger.warn("Rollout {} has no version that could be staged", rollout.id(), ex);
			return Reason.VERSION_INVALID.name();
		}
	}

}
