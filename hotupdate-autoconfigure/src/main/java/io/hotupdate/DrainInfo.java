package io.hotupdate;

import java.util.Map;

/**
 * How the predecessor's drain went or goes.
 *
 * @param remaining connections that are still open
 * @param drained connections that ended by themselves
 * @param cut connections that the timeout cut, by kind
 */
public record DrainInfo(long remaining, long drained, Map<String, Long> cut) {

}
