package io.hotupdate.autoconfigure;

import java.util.List;

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

	ContextRelaunch(ConfigurableApplicationContext context) {
		this.context = context;
	}

	@Override
	public void relaunch(List<String> command) {
		Thread thread = new Thread(() -> {
			SpringApplication.exit(this.context);
			BootCurrent.run(command, System.getenv(), LogFactory.getLog(ContextRelaunch.class));
		}, "hotupdate-relaunch");
		// not one by inheritance: the JVM must not end before this does
		thread.setDaemon(false);
		thread.start();
	}

}
