package io.hotupdate.autoconfigure;

import io.hotupdate.metrics.InstanceExposition;

import org.springframework.context.SmartLifecycle;

/**
 * Meets the other generation before anything else starts and leaves it when all else has
 * stopped: what was measured by then is all there is.
 */
final class ExpositionLifecycle implements SmartLifecycle {

	private final InstanceExposition exposition;

	private final boolean successor;

	private volatile boolean running;

	ExpositionLifecycle(InstanceExposition exposition, boolean successor) {
		this.exposition = exposition;
		this.successor = successor;
	}

	@Override
	public void start() {
		this.exposition.begin(this.successor);
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.exposition.end();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

}
