package io.hotupdate.background;

import java.time.Duration;
import java.util.Set;

/**
 * Which beans belong to background work, and how it stops.
 *
 * @param stopTimeout how long a stop may take
 * @param include names of beans that only the owner runs
 * @param exclude names of beans that every generation runs
 */
public record BackgroundSettings(Duration stopTimeout, Set<String> include, Set<String> exclude) {

}
