package io.hotupdate.cluster;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What the group answers to a heartbeat.
 *
 * @param conflict whether another process has this id
 * @param epoch the age of the group's data; another one means that they were lost
 * @param revision rises with each change
 * @param interval when the next heartbeat is due
 * @param turn the member's own turn
 * @param micros the time of Redis, in microseconds
 * @param frozen why nothing is decided now, empty if it is
 * @param rollout the fields of the rollout, {@code null} if nothing has changed
 * @param toStage whether the member has to fetch the release first
 */
record BeatReply(boolean conflict, String epoch, String revision, Duration interval, @Nullable Turn turn, long micros,
		String frozen, @Nullable Map<String, String> rollout, boolean toStage) {

}
