package io.hotupdate.connection;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of one participant during one drain.
 */
final class DrainThread implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(DrainThread.class);

	private static final long AGAIN_AFTER_MILLIS = 250;

	private final DrainParticipant participant;

	private final CountDownLatch over;

	private boolean failed;

	private DrainThread(DrainParticipant participant, CountDownLatch over) {
		this.participant = participant;
		this.over = over;
	}

	static void start(DrainParticipant participant, CountDownLatch over) {
		Thread thread = new Thread(new DrainThread(participant, over),
				"hotupdate-drain-" + participant.getClass().getSimpleName());
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void run() {
		try {
			do {
				drain();
			}
			while (!this.over.await(AGAIN_AFTER_MILLIS, TimeUnit.MILLISECONDS));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void drain() {
		try {
			this.participant.drain();
		}
		catch (RuntimeException | LinkageError ex) {
			if (!this.failed) {
				logger.warn("{} failed in the drain; what it did not reach is cut by the drain timeout",
						this.participant.getClass().getName(), ex);
			}
			this.failed = true;
		}
	}

}
