package io.hotupdate.actuate;

import java.util.Set;

import io.hotupdate.ConfigurationReloadedEvent;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The answer to {@code POST /reload}. It names keys, never values.
 *
 * @param changed the keys whose values have changed
 * @param rebound the beans that were bound again
 * @param needsRestart what keeps its old values until the next start
 */
record ReloadBody(Set<String> changed, Set<String> rebound, Set<String> needsRestart) implements OperationResponseBody {

	static ReloadBody of(ConfigurationReloadedEvent event) {
		return new ReloadBody(event.changed(), event.rebound(), event.needsRestart());
	}

}
