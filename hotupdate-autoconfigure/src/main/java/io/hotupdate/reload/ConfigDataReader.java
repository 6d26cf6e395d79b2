package io.hotupdate.reload;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

import io.hotupdate.Reason;
import io.hotupdate.UpdateException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.AbstractEnvironment;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.DefaultResourceLoader;

/**
 * Reads the configuration data as a start would, beside the environment that is in use.
 */
final class ConfigDataReader {

	private final ConfigurableEnvironment environment;

	private final ConfigDataSources known;

	private final @Nullable ClassLoader classLoader;

	ConfigDataReader(ConfigurableEnvironment environment, ConfigDataSources known, @Nullable ClassLoader classLoader) {
		this.environment = environment;
		this.known = known;
		this.classLoader = classLoader;
	}

	/** The property sources that came of it, in the order of their precedence. */
	List<PropertySource<?>> read() {
		Beside beside = new Beside(this.environment, this.known);
		try {
			ConfigDataEnvironmentPostProcessor.applyTo(beside, new DefaultResourceLoader(this.classLoader), null);
		}
		catch (RuntimeException ex) {
			throw new UpdateException(Reason.CONFIGURATION_INVALID, "The configuration cannot be read: " + Cause.of(ex)
					+ ". Nothing has changed; perhaps you should correct it and reload again", ex);
		}
		requireSameProfiles(beside);
		return beside.read(this.known);
	}

	/** They decide which beans there are, which only a start does. */
	private void requireSameProfiles(Beside beside) {
		Set<String> now = Set.of(this.environment.getActiveProfiles());
		Set<String> then = Set.of(beside.getActiveProfiles());
		if (!now.equals(then)) {
			throw new UpdateException(Reason.CONFIGURATION_INVALID,
					"The active profiles would change from " + Arrays.toString(this.environment.getActiveProfiles())
							+ " to " + Arrays.toString(beside.getActiveProfiles())
							+ ", which takes a start. Nothing has changed; perhaps you should take that change back,"
							+ " or restart");
		}
	}

	/** What the environment was before the configuration data was read. */
	private static final class Beside extends AbstractEnvironment {

		Beside(ConfigurableEnvironment live, ConfigDataSources known) {
			MutablePropertySources sources = getPropertySources();
			live.getPropertySources()
				.stream()
				.filter((source) -> known.isBefore(source)
						&& !ConfigurationPropertySources.isAttachedConfigurationPropertySource(source))
				.forEach(sources::addLast);
			setConversionService(live.getConversionService());
			setActiveProfiles(live.getActiveProfiles());
			setDefaultProfiles(live.getDefaultProfiles());
			ConfigurationPropertySources.attach(this);
		}

		List<PropertySource<?>> read(ConfigDataSources known) {
			return getPropertySources().stream()
				.<PropertySource<?>>map((source) -> source)
				.filter((source) -> !known.isBefore(source))
				.toList();
		}

		/** Not to be taken from the properties, as in Spring Boot's environments. */
		@Override
		protected @Nullable String doGetActiveProfilesProperty() {
			return null;
		}

		@Override
		protected @Nullable String doGetDefaultProfilesProperty() {
			return null;
		}

	}

}
