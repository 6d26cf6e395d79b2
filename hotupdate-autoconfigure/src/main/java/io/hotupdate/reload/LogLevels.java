package io.hotupdate.reload;

import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerGroup;
import org.springframework.boot.logging.LoggerGroups;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.Environment;

/**
 * The levels that the configuration sets. One that was set otherwise, by the loggers
 * endpoint for example, stays until the configuration changes it.
 *
 * @param levels by the name of a logger or group
 */
record LogLevels(Map<String, LogLevel> levels) {

	private static final Bindable<Map<String, LogLevel>> LEVELS = Bindable.mapOf(String.class, LogLevel.class);

	static LogLevels of(Environment environment) {
		return new LogLevels(Binder.get(environment).bind("logging.level", LEVELS).orElseGet(Map::of));
	}

	/**
	 * Set what differs. A level that is gone is inherited again, but that of the root.
	 */
	void applyAfter(LogLevels before, LoggingSystem system, @Nullable LoggerGroups groups) {
		Set<String> names = new HashSet<>(before.levels.keySet());
		names.addAll(this.levels.keySet());
		for (String name : names) {
			LogLevel level = this.levels.get(name);
			if (!Objects.equals(level, before.levels.get(name))) {
				apply(name, level, system, groups);
			}
		}
	}

	private static void apply(String name, @Nullable LogLevel level, LoggingSystem system,
			@Nullable LoggerGroups groups) {
		LoggerGroup group = (groups != null) ? groups.get(name) : null;
		if (group != null && group.hasMembers()) {
			group.getMembers().forEach((member) -> set(member, level, system));
		}
		else {
			set(name, level, system);
		}
	}

	private static void set(String name, @Nullable LogLevel level, LoggingSystem system) {
		boolean root = name.equalsIgnoreCase(LoggingSystem.ROOT_LOGGER_NAME);
		if (!root) {
			system.setLogLevel(name, level);
		}
		else if (level != null) {
			system.setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, level);
		}
	}

}
