package io.hotupdate.reload;

import java.util.concurrent.locks.ReentrantLock;

import io.hotupdate.ConfigurationReload;
import io.hotupdate.ConfigurationReloadedEvent;
import io.hotupdate.Reason;
import io.hotupdate.UpdateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Reloads the configuration, one reload at a time: by Spring Cloud where the application
 * has it.
 */
public final class ConfigurationReloader implements ConfigurationReload {

	private static final Logger logger = LoggerFactory.getLogger(ConfigurationReloader.class);

	private final ConfigurableApplicationContext context;

	private final ReentrantLock lock = new ReentrantLock();

	/**
	 * Create a reloader.
	 * @param context the application
	 */
	public ConfigurationReloader(ConfigurableApplicationContext context) {
		this.context = context;
	}

	@Override
	public ConfigurationReloadedEvent reload() {
		if (!this.lock.tryLock()) {
			throw new UpdateException(Reason.RELOADING,
					"The configuration is being reloaded; perhaps you should ask again when that has ended");
		}
		try {
			return refresh();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Reload it once one that runs has ended, since that one may have read the files
	 * before they changed. What is wrong is logged.
	 */
	public void reloadOnSignal() {
		this.lock.lock();
		try {
			refresh();
		}
		catch (UpdateException ex) {
			logger.debug("A signal could not reload the configuration", ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	private ConfigurationReloadedEvent refresh() {
		ConfigurationReloadedEvent event;
		try {
			event = way().refresh();
		}
		catch (UpdateException ex) {
			logger.warn("The configuration was not reloaded ({}): {}", ex.reason(), ex.getMessage());
			throw ex;
		}
		logger.info("The configuration was reloaded; changed: {}, bound again: {}, to change with a restart: {}",
				event.changed(), event.rebound(), event.needsRestart());
		if (!event.changed().isEmpty()) {
			publish(event);
		}
		return event;
	}

	private Refresh way() {
		if (CloudRefresh.isAvailable(this.context)) {
			return CloudRefresh.of(this.context);
		}
		if (!this.context.containsBean(ConfigDataSources.BEAN)) {
			throw new UpdateException(Reason.NOT_SUPPORTED,
					"It is not known where the configuration of this application"
							+ " came from; perhaps you should start it by SpringApplication");
		}
		return new OwnRefresh(this.context, this.context.getBean(ConfigDataSources.BEAN, ConfigDataSources.class));
	}

	private void publish(ConfigurationReloadedEvent event) {
		try {
			this.context.publishEvent(event);
		}
		catch (RuntimeException ex) {
			logger.warn("A listener of the reload failed; the reload stands", ex);
		}
	}

}
