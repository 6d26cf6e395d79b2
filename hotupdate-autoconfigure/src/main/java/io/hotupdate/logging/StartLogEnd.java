package io.hotupdate.logging;

import java.io.IOException;
import java.nio.file.Files;

import io.hotupdate.HotUpdateEvent;
import io.hotupdate.UpdatePhase;
import io.hotupdate.handover.Predecessor;
import io.hotupdate.handover.StartLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.util.ClassUtils;

/**
 * Ends the start log of a successor when it serves.
 */
public final class StartLogEnd implements ApplicationListener<PayloadApplicationEvent<HotUpdateEvent>> {

	private static final Logger logger = LoggerFactory.getLogger(StartLogEnd.class);

	@Override
	public void onApplicationEvent(PayloadApplicationEvent<HotUpdateEvent> event) {
		if (event.getPayload().snapshot().phase() != UpdatePhase.DRAINING
				|| Predecessor.Invitation.ofThisProcess().isEmpty()) {
			return;
		}
		if (ClassUtils.isPresent("ch.qos.logback.classic.LoggerContext", getClass().getClassLoader())) {
			LogbackStartLog.detach();
		}
		try {
			Files.deleteIfExists(StartLog.ofThisProcess());
		}
		catch (IOException ex) {
			logger.debug("The start log could not be deleted", ex);
		}
	}

}
