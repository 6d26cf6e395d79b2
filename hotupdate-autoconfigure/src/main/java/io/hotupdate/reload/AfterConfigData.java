package io.hotupdate.reload;

import org.apache.commons.logging.Log;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.ConfigTreePropertySource;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Notes which property sources have come from the configuration data.
 */
class AfterConfigData implements EnvironmentPostProcessor, Ordered {

	private final Log log;

	private final ConfigurableBootstrapContext bootstrap;

	AfterConfigData(DeferredLogFactory logs, ConfigurableBootstrapContext bootstrap) {
		this.log = logs.getLog(getClass());
		this.bootstrap = bootstrap;
	}

	@Override
	public int getOrder() {
		return ConfigDataEnvironmentPostProcessor.ORDER + 1;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		ConfigDataSources sources = this.bootstrap.getOrElse(ConfigDataSources.class, null);
		if (sources == null) {
			return;
		}
		sources.read(environment);
		environment.getPropertySources()
			.stream()
			.filter(ConfigTreePropertySource.class::isInstance)
			.forEach((source) -> readNow((ConfigTreePropertySource) source));
		this.bootstrap.addCloseListener((event) -> event.getApplicationContext()
			.getBeanFactory()
			.registerSingleton(ConfigDataSources.BEAN, sources));
	}

	/**
	 * Else each file is read when its value is first asked for, and one that is rotated
	 * before that would count as unchanged.
	 */
	private void readNow(ConfigTreePropertySource source) {
		for (String name : source.getPropertyNames()) {
			try {
				if (String.valueOf(source.getProperty(name)).isEmpty()) {
					this.log.trace("The value of " + name + " is empty");
				}
			}
			catch (IllegalStateException ex) {
				this.log.debug("The value of " + name + " cannot be read yet", ex);
			}
		}
	}

}
