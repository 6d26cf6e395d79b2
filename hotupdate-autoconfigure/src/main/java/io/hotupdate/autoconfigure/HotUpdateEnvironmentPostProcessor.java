package io.hotupdate.autoconfigure;

import java.time.Duration;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.bootstrap.BootstrapRegistry.InstanceSupplier;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Settles, before the application context exists, which generation this process is; the
 * start of an older jar than the store's current release ends here and becomes that
 * release.
 */
class HotUpdateEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	/** What a start may take by default. */
	static final Duration START = Duration.ofMinutes(2);

	private final Log log;

	private final ConfigurableBootstrapContext bootstrap;

	HotUpdateEnvironmentPostProcessor(DeferredLogFactory logs, ConfigurableBootstrapContext bootstrap) {
		this.log = logs.getLog(getClass());
		this.bootstrap = bootstrap;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		boolean enabled = environment.getProperty("hotupdate.enabled", Boolean.class, true);
		if (!enabled || application.getWebApplicationType() != WebApplicationType.SERVLET
				|| this.bootstrap.isRegistered(HotUpdateStart.class)) {
			return;
		}
		StartSettings settings = StartSettings.of(environment);
		SupervisorProperties supervisor = Binder.get(environment)
			.bindOrCreate("hotupdate.supervisor", SupervisorProperties.class);
		if (supervisor.enabled()) {
			Takeovers.refuse(settings.takeover());
			RestartProperties restart = Binder.get(environment)
				.bindOrCreate("hotupdate.restart", RestartProperties.class);
			restart.check(environment.getProperty("hotupdate.handover.start-timeout", Duration.class, START));
			if (SupervisorStart.isWanted(supervisor)) {
				SupervisorStart.become(supervisor, settings, restart.supervision(), this.log);
			}
		}
		HotUpdateStart start = HotUpdateStart.begin(settings, this.log);
		HotUpdateStart.Running running = start.running();
		if (running != null) {
			if (running.supervisor() != null) {
				application.addListeners(new SupervisedFailure(running.supervisor()));
			}
			environment.getPropertySources()
				.addLast(new MapPropertySource("hotupdate", Map.of("server.tomcat.basedir",
						running.self().temporaryDirectory().resolve("tomcat").toString())));
		}
		this.bootstrap.register(HotUpdateStart.class, InstanceSupplier.of(start));
		this.bootstrap.addCloseListener(
				(event) -> event.getApplicationContext().getBeanFactory().registerSingleton("hotUpdateStart", start));
	}

}
