package io.hotupdate;

import org.jspecify.annotations.Nullable;

/**
 * The controller changed state or phase, or an update ended. Published in order, after
 * the lock was released, also as a Spring application event. Mere progress is not
 * published.
 *
 * @param previousState the state before
 * @param previousPhase the phase before
 * @param snapshot what is known now
 */
public record HotUpdateEvent(UpdateState previousState, @Nullable UpdatePhase previousPhase, UpdateSnapshot snapshot) {

}
