package io.hotupdate.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.hotupdate.handover.BootCurrent;
import io.hotupdate.handover.RestartInPlace.Relaunch;
import org.apache.commons.logging.LogFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Closes the application context, then becomes another command.
 */
final class ContextRelaunch implements Relaunch {

	private final ConfigurableApplicationContext context;

	private final Supplier<Map<String, String>> environment;

	ContextRelaunch(ConfigurableApplicationContext context, Supplier<Map<String, String>> environment) {
		this.context = context;
		this.environment = environment;
	}

	@Override
	public void relaunch(List<String> command) {
		Map<String, String> environment = this.environment.get();
		Thread thread = new Thread(() -> {
			SpringApplication.exit(this.context);
			BootCurrent.run(command, environment, LogFactory.getLog(ContextRelaunch.class));
		}, "hotupdate-relaunch");
		// not one by inheritance: the JVM must not end before this does
		thread.setDaemon(false);
		thread.start();
	}

}
