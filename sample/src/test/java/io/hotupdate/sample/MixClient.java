package io.hotupdate.sample;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A client of one kind, on a thread of its own, that goes on until it is stopped. */
abstract class MixClient {

	final Target target;

	final Tally tally;

	private final CountDownLatch stopped = new CountDownLatch(1);

	private final Thread thread = new Thread(this::runAndTell, "mix-" + getClass().getSimpleName());

	MixClient(Target target, Tally tally) {
		this.target = target;
		this.tally = tally;
		this.thread.setDaemon(true);
	}

	void start() {
		this.thread.start();
	}

	/** Begin nothing more. What is under way goes on to its end. */
	void stop() {
		this.stopped.countDown();
	}

	void join() throws InterruptedException {
		this.thread.join(Target.TIMEOUT.multipliedBy(3).toMillis());
		if (this.thread.isAlive()) {
			this.tally.failed("hangs at " + List.of(this.thread.getStackTrace()));
		}
	}

	/** Be a client until {@link #pause} says that it is over. */
	abstract void run() throws IOException, InterruptedException;

	/** Wait, and tell whether to go on. */
	final boolean pause(Duration time) throws InterruptedException {
		return !this.stopped.await(time.toMillis(), TimeUnit.MILLISECONDS);
	}

	final boolean goesOn() {
		return this.stopped.getCount() > 0;
	}

	private void runAndTell() {
		try {
			run();
		}
		catch (IOException | InterruptedException | RuntimeException ex) {
			this.tally.failed("client ended by " + ex);
		}
	}

}
