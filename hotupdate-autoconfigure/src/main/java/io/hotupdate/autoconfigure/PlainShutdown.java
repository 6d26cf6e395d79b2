package io.hotupdate.autoconfigure;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.hotupdate.connection.ShutdownDrain;
import io.hotupdate.process.ForcingSignals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

/**
 * The orderly end of a process. Readiness is down before (Spring Boot sees to that); then
 * everything goes on for the pre-stop delay, background work stops, and the connections
 * are drained before Spring Boot's own graceful shutdown, which would answer 503 on
 * kept-alive connections.
 */
final class PlainShutdown implements SmartLifecycle, ApplicationListener<ContextClosedEvent>, Ordered {

	private static final Logger logger = LoggerFactory.getLogger(PlainShutdown.class);

	/** After beans of the default phase, before the web server's graceful shutdown. */
	private static final int PHASE = Integer.MAX_VALUE - 512;

	/** How long the rest of the application may take to end after it was forced. */
	private static final Duration FORCED_END = Duration.ofSeconds(5);

	private final ApplicationContext context;

	private final ShutdownDrain drain;

	private final Duration preStopDelay;

	private final AtomicBoolean forced = new AtomicBoolean();

	private volatile boolean running;

	PlainShutdown(ApplicationContext context, ShutdownDrain drain, Duration preStopDelay) {
		this.context = context;
		this.drain = drain;
		this.preStopDelay = preStopDelay;
	}

	/** Before all others: executors take no more tasks once they have seen this event. */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		if (event.getApplicationContext() != this.context || !this.running) {
			return;
		}
		ForcingSignals.handle(this::force);
		if (!this.drain.isServing() || this.preStopDelay.isZero()) {
			return;
		}
		logger.info("Not ready any more; the end begins in {}", this.preStopDelay);
		try {
			this.drain.awaitForced(this.preStopDelay);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void force(int exitCode) {
		if (!this.forced.compareAndSet(false, true)) {
			Runtime.getRuntime().halt(exitCode);
		}
		logger.warn("Asked to stop again: what is not finished is cut, and in {} the process ends in any case",
				FORCED_END);
		this.drain.force();
		Thread thread = new Thread(() -> end(exitCode), "hotupdate-forced-end");
		thread.setDaemon(true);
		thread.start();
	}

	private static void end(int exitCode) {
		try {
			TimeUnit.NANOSECONDS.sleep(FORCED_END.toNanos());
			Runtime.getRuntime().halt(exitCode);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		try {
			this.drain.run();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
