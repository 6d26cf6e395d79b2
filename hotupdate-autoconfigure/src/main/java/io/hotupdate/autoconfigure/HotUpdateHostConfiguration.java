package io.hotupdate.autoconfigure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.hotupdate.UpdateStatus;
import io.hotupdate.autoconfigure.HotUpdateStart.Running;
import io.hotupdate.process.PidFile;
import io.hotupdate.process.ServiceNotifier;
import io.hotupdate.process.Surroundings;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * What whoever runs this application is told: systemd, and those who read a pid file.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HostProperties.class)
class HotUpdateHostConfiguration {

	@Bean
	@ConditionalOnMissingBean
	Surroundings hotUpdateSurroundings() {
		return Surroundings.ofThisProcess();
	}

	@Bean
	@ConditionalOnMissingBean
	ServiceNotifier hotUpdateServiceNotifier(ObjectProvider<HotUpdateStart> starts, Surroundings surroundings) {
		if (surroundings.supervised()) {
			// the supervisor is the one that systemd believes
			return ServiceNotifier.NONE;
		}
		Map<String, String> environment = new HashMap<>(System.getenv());
		Running running = HotUpdateAutoConfiguration.running(starts);
		if (running != null && running.isSuccessor()) {
			// names the first generation
			environment.remove("WATCHDOG_PID");
		}
		return ServiceNotifier.of(environment);
	}

	@Bean(initMethod = "begin")
	MainProcess hotUpdateMainProcess(ConfigurableApplicationContext context, ObjectProvider<HotUpdateStart> starts,
			UpdateStatus status, ServiceNotifier notifier, HotUpdateProperties properties, HostProperties host,
			Environment environment) {
		Running running = HotUpdateAutoConfiguration.running(starts);
		List<PidFile> files = new ArrayList<>();
		if (host.pidFile() != null) {
			files.add(new PidFile(host.pidFile()));
		}
		String boot = environment.getProperty(BootPidFileEnvironmentPostProcessor.REAL);
		if (boot != null) {
			files.add(new PidFile(Path.of(boot)));
		}
		ServiceText text = new ServiceText(status);
		return new MainProcess(context, status, notifier, text, files,
				new MainProcess.Settings(running == null || !running.isSuccessor(),
						(running != null) ? running.supervisor() : null,
						environment.getProperty("spring.pid.fail-on-write-error", Boolean.class, false),
						properties.drain().timeout()));
	}

}
