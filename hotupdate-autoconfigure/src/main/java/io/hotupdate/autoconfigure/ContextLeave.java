package io.hotupdate.autoconfigure;

import io.hotupdate.GenerationInfo;
import io.hotupdate.handover.Leave;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Ends this process by closing its application context.
 */
final class ContextLeave implements Leave {

	private static final Logger logger = LoggerFactory.getLogger(ContextLeave.class);

	private final ConfigurableApplicationContext context;

	ContextLeave(ConfigurableApplicationContext context) {
		this.context = context;
	}

	@Override
	public void leave(int code, String why) {
		logger.info("This generation goes: {}", why);
		Thread thread = new Thread(() -> System.exit(Math.max(code, SpringApplication.exit(this.context))),
				"hotupdate-leave");
		// not one by inheritance: the JVM must not end before this does
		thread.setDaemon(false);
		thread.start();
	}

	@Override
	public void succeededBy(GenerationInfo successor) {
		this.context.getBeanProvider(MainProcess.class).ifAvailable((main) -> main.succeededBy(successor));
	}

}
