package io.hotupdate.handover;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What a limit judges by.
 *
 * @param before what the predecessor answered in its last minutes
 * @param windows what the successor has answered since the switch
 * @param now what it told last
 * @param sinceSwitch how long it has been serving
 * @param ownHealth the predecessor's own health now, {@code null} if it is not known
 */
record Evidence(TrafficSample before, TrafficWindows windows, Measured now, Duration sinceSwitch,
		@Nullable String ownHealth) {

}
