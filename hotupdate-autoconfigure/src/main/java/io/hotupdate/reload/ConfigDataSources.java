package io.hotupdate.reload;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;

/**
 * Which property sources there were before the configuration data was read, and which
 * came from it: application.yml and the like, whatever they import, {@code configtree:}.
 */
final class ConfigDataSources {

	static final String BEAN = "hotUpdateConfigDataSources";

	private final Set<String> before;

	private Set<String> read = Set.of();

	private ConfigDataSources(Set<String> before) {
		this.before = before;
	}

	static ConfigDataSources before(ConfigurableEnvironment environment) {
		return new ConfigDataSources(names(environment));
	}

	/** What has come since is configuration data. */
	void read(ConfigurableEnvironment environment) {
		Set<String> names = names(environment);
		names.removeAll(this.before);
		this.read = names;
	}

	void read(List<PropertySource<?>> sources) {
		this.read = sources.stream().map(PropertySource::getName).collect(Collectors.toCollection(LinkedHashSet::new));
	}

	boolean isBefore(PropertySource<?> source) {
		return this.before.contains(source.getName());
	}

	boolean isRead(PropertySource<?> source) {
		return this.read.contains(source.getName());
	}

	private static Set<String> names(ConfigurableEnvironment environment) {
		return environment.getPropertySources()
			.stream()
			.map(PropertySource::getName)
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

}
