package io.hotupdate.handover;

import java.time.Clock;

import io.hotupdate.BackgroundWork;
import io.hotupdate.UpdateStatus;
import io.hotupdate.release.Store;

/**
 * What every role of a generation works with.
 *
 * @param status version, state and progress
 * @param store the store
 * @param self this generation
 * @param traffic its connections
 * @param settings how a handover is done
 * @param measures what it can measure of itself
 * @param background the work that only the owner runs
 * @param idle what it can do without while it stands by
 * @param leave ends this process
 * @param clock the clock
 */
public record GenerationContext(UpdateStatus status, Store store, Generation self, Traffic traffic,
		HandoverSettings settings, Measures measures, BackgroundWork background, IdleResources idle, Leave leave,
		Clock clock) {

}
