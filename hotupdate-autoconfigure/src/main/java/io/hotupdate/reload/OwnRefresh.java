package io.hotupdate.reload;

import java.util.List;
import java.util.Set;

import io.hotupdate.ConfigurationReloadedEvent;
import io.hotupdate.Reason;
import io.hotupdate.UpdateException;
import io.hotupdate.reload.PropertiesBeans.Affected;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.logging.LoggerGroups;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;

/**
 * Reads the configuration data again, tries it out, and puts it to use as a whole or not
 * at all.
 */
final class OwnRefresh implements Refresh {

	private static final Logger logger = LoggerFactory.getLogger(OwnRefresh.class);

	private final ConfigurableEnvironment environment;

	private final ConfigDataSources known;

	private final ConfigDataReader reader;

	private final LiveSources live;

	private final PropertiesBeans beans;

	private final @Nullable LoggingSystem logging;

	private final @Nullable LoggerGroups groups;

	OwnRefresh(ConfigurableApplicationContext context, ConfigDataSources known) {
		this.environment = context.getEnvironment();
		this.known = known;
		this.reader = new ConfigDataReader(this.environment, known, context.getClassLoader());
		this.live = new LiveSources(this.environment.getPropertySources());
		this.beans = new PropertiesBeans(context);
		this.logging = context.getBeanProvider(LoggingSystem.class).getIfAvailable();
		this.groups = context.getBeanProvider(LoggerGroups.class).getIfAvailable();
	}

	@Override
	public ConfigurationReloadedEvent refresh() {
		List<PropertySource<?>> old = this.environment.getPropertySources()
			.stream()
			.<PropertySource<?>>map((source) -> source)
			.filter(this.known::isRead)
			.toList();
		List<PropertySource<?>> fresh = this.reader.read();
		Set<String> keys = EffectiveValues.keys(old, fresh);
		EffectiveValues before = EffectiveValues.of(keys, this.environment);
		LogLevels levelsBefore = LogLevels.of(this.environment);
		this.live.exchange(old, fresh);
		Affected affected = new Affected(List.of(), Set.of());
		try {
			EffectiveValues after = EffectiveValues.of(keys, this.environment);
			Set<String> changed = after.changedSince(before);
			LogLevels levels = LogLevels.of(this.environment);
			Affected tried = this.beans.affected(changed, after);
			this.beans.tryOut(tried);
			affected = tried;
			this.beans.rebind(affected);
			if (this.logging != null) {
				levels.applyAfter(levelsBefore, this.logging, this.groups);
			}
			this.known.read(fresh);
			return new ConfigurationReloadedEvent(changed, affected.names(), affected.needsRestart());
		}
		catch (RuntimeException ex) {
			this.live.exchange(fresh, old);
			bindBack(affected);
			throw new UpdateException(Reason.CONFIGURATION_INVALID, "The configuration cannot be used: " + Cause.of(ex)
					+ ". Nothing has changed; perhaps you should correct it and reload again", ex);
		}
	}

	/** Only where a bean took in trial what it does not take when it is in use. */
	private void bindBack(Affected affected) {
		try {
			this.beans.rebind(affected);
		}
		catch (RuntimeException ex) {
			logger.error("Beans could not be bound to their old values again: {}", affected.names(), ex);
		}
	}

}
