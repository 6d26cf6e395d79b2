package io.hotupdate.autoconfigure;

import io.hotupdate.Release;
import io.hotupdate.Version;
import io.hotupdate.autoconfigure.HotUpdateStart.Running;

/**
 * Puts the running jar into the store, so that it can be gone back to.
 */
final class Adoption implements Runnable {

	private final Running running;

	Adoption(Running running) {
		this.running = running;
	}

	@Override
	public void run() {
		Version version = this.running.self().version();
		boolean stored = this.running.store().find(version).map(Release::jar).isPresent();
		if (!stored || this.running.store().current().isEmpty()) {
			this.running.store().adopt(this.running.jar(), version);
		}
	}

}
