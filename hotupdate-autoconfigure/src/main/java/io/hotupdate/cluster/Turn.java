package io.hotupdate.cluster;

import org.jspecify.annotations.Nullable;

/**
 * What a member is to do in a rollout, or has done.
 *
 * @param phase WAITING, GRANTED, DONE, BACK or FAILED
 * @param rollout the rollout
 * @param fence the number of the grant; rises with each
 * @param goal the version to go to
 * @param from the version that it came from
 * @param back whether it goes back
 * @param reason why it failed
 */
record Turn(String phase, @Nullable String rollout, @Nullable String fence, @Nullable String goal,
		@Nullable String from, boolean back, @Nullable String reason) {

	boolean isGranted() {
		return this.phase.equals("GRANTED");
	}

}
