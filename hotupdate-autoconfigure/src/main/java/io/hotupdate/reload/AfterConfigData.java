package io.hotupdate.reload;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Notes which property sources have come from the configuration data.
 */
class AfterConfigData implements EnvironmentPostProcessor, Ordered {

	private final ConfigurableBootstrapContext bootstrap;

	AfterConfigData(ConfigurableBootstrapContext bootstrap) {
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
		this.bootstrap.addCloseListener((event) -> event.getApplicationContext()
			.getBeanFactory()
			.registerSingleton(ConfigDataSources.BEAN, sources));
	}

}
