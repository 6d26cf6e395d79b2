package io.hotupdate;

import java.util.Map;
import java.util.Objects;

/**
 * How the predecessor's drain went or goes. The kinds are {@code idle}, {@code request},
 * {@code sse}, {@code http2}, {@code websocket} and {@code upgrade}; one that does not
 * occur is left out.
 *
 * @param remaining connections that are still open
 * @param remainingByKind the same by kind
 * @param drained connections that ended by themselves
 * @param cut connections that the timeout cut, by kind
 */
public record DrainInfo(long remaining, Map<String, Long> remainingByKind, long drained, Map<String, Long> cut) {

	/**
	 * Creates it. A record of an older version has no kinds.
	 * @param remaining connections that are still open
	 * @param remainingByKind the same by kind
	 * @param drained connections that ended by themselves
	 * @param cut connections that the timeout cut, by kind
	 */
	public DrainInfo {
		remainingByKind = Objects.requireNonNullElse(remainingByKind, Map.of());
		cut = Objects.requireNonNullElse(cut, Map.of());
	}

}
