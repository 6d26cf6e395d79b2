package io.hotupdate.logging;

import io.hotupdate.handover.Predecessor;
import io.hotupdate.handover.StartLog;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.util.ClassUtils;

/**
 * Keeps what a successor logs while it starts, where its predecessor finds it. Without
 * Logback nothing is kept.
 */
class StartLogListener implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

	private static final String LOGBACK = "ch.qos.logback.classic.LoggerContext";

	@Override
	public int getOrder() {
		return LoggingApplicationListener.DEFAULT_ORDER + 1;
	}

	@Override
	public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
		if (Predecessor.Invitation.ofThisProcess().isPresent()
				&& ClassUtils.isPresent(LOGBACK, getClass().getClassLoader())) {
			LogbackStartLog.attach(StartLog.ofThisProcess());
		}
	}

}
