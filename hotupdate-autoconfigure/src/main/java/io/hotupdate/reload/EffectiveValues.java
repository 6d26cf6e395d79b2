package io.hotupdate.reload;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/**
 * What keys have for values in an environment, with what stands above the configuration
 * data and with placeholders in their places.
 *
 * @param values the values
 */
record EffectiveValues(Map<String, @Nullable String> values) {

	static Set<String> keys(List<PropertySource<?>> old, List<PropertySource<?>> fresh) {
		Set<String> keys = new TreeSet<>();
		Stream.concat(old.stream(), fresh.stream())
			.filter(EnumerablePropertySource.class::isInstance)
			.forEach((source) -> keys.addAll(List.of(((EnumerablePropertySource<?>) source).getPropertyNames())));
		return keys;
	}

	static EffectiveValues of(Set<String> keys, ConfigurableEnvironment environment) {
		Map<String, @Nullable String> values = new HashMap<>();
		keys.forEach((key) -> values.put(key, value(key, environment)));
		return new EffectiveValues(values);
	}

	private static @Nullable String value(String key, ConfigurableEnvironment environment) {
		try {
			return environment.getProperty(key);
		}
		catch (IllegalArgumentException | IllegalStateException ex) {
			// a placeholder that cannot be resolved, or a secret that nobody had read
			// before its file went
			return raw(key, environment);
		}
	}

	private static @Nullable String raw(String key, ConfigurableEnvironment environment) {
		try {
			return environment.getPropertySources()
				.stream()
				.map((source) -> source.getProperty(key))
				.filter(Objects::nonNull)
				.map(String::valueOf)
				.findFirst()
				.orElse(null);
		}
		catch (IllegalStateException ex) {
			return null;
		}
	}

	/** The keys that have another value than before, or none any more. */
	Set<String> changedSince(EffectiveValues before) {
		Set<String> changed = new TreeSet<>();
		before.values.forEach((key, value) -> {
			if (!Objects.equals(value, this.values.get(key))) {
				changed.add(key);
			}
		});
		return changed;
	}

	boolean isGone(String key) {
		return this.values.get(key) == null;
	}

}
