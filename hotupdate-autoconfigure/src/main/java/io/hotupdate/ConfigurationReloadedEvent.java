package io.hotupdate;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * The configuration was read again and something of it has changed. Published as a Spring
 * application event once everything has been put to use. It names keys, never values.
 *
 * @param changed the keys whose values have changed, have come or have gone
 * @param rebound the names of the beans that were bound again
 * @param needsRestart what goes on with its old values until the next start: the prefixes
 * of beans that cannot be bound again, and keys
 */
public record ConfigurationReloadedEvent(Set<String> changed, Set<String> rebound, Set<String> needsRestart) {

	/**
	 * Create an event.
	 */
	public ConfigurationReloadedEvent {
		changed = sorted(changed);
		rebound = sorted(rebound);
		needsRestart = sorted(needsRestart);
	}

	private static Set<String> sorted(Set<String> names) {
		return Collections.unmodifiableSet(new TreeSet<>(names));
	}

}
