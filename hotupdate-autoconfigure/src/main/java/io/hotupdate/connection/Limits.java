package io.hotupdate.connection;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;

import org.apache.coyote.Request;
import org.apache.coyote.UpgradeProtocol;
import org.apache.coyote.http2.Http2Protocol;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bounds of this process and the one thread that watches over them.
 */
final class Limits implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(Limits.class);

	private static final Duration TICK = Duration.ofMillis(250);

	private static final Duration STEP = Duration.ofMillis(10);

	private static final int STEPS = (int) (TICK.toNanos() / STEP.toNanos());

	private final LimitSettings settings;

	private final PathBounds paths;

	private final LimitCounters counters = new LimitCounters();

	private final Rejections rejections = new Rejections();

	private final LimitLog log = new LimitLog(this.counters);

	private final Pace cuts = new Pace();

	private final ConnectionLimits connectionLimits;

	private final Supplier<Iterable<GatedConnector>> connectors;

	private volatile @Nullable Thread sweeper;

	Limits(LimitSettings settings, Supplier<Iterable<GatedConnector>> connectors) {
		this.settings = settings;
		this.paths = new PathBounds(settings.paths(), settings.others());
		this.connectionLimits = new ConnectionLimits(settings, this.counters, this.cuts);
		this.connectors = connectors;
	}

	LimitSettings settings() {
		return this.settings;
	}

	LimitCounters counters() {
		return this.counters;
	}

	Rejections rejections() {
		return this.rejections;
	}

	Bounds bounds(Request request) {
		return this.paths.of(request);
	}

	/**
	 * Sets what Tomcat itself keeps to. Its own files would be sent past our channel.
	 */
	void apply(GatedHttp11Protocol protocol) {
		protocol.setUseSendfile(false);
		protocol.setKeepAliveTimeout(millisOrNever(this.settings.idle()));
		Integer connections = this.settings.maxConnections();
		if (connections != null) {
			protocol.setMaxConnections((connections > 0) ? connections : -1);
		}
		Integer requests = this.settings.maxRequests();
		if (requests != null) {
			protocol.setMaxKeepAliveRequests((requests > 0) ? requests : -1);
		}
		for (UpgradeProtocol upgrade : protocol.findUpgradeProtocols()) {
			if (upgrade instanceof Http2Protocol http2) {
				http2.setUseSendfile(false);
				http2.setKeepAliveTimeout(millisOrNever(this.settings.idle()));
				http2.setStreamWriteTimeout(millisOrNever(this.settings.writeStall()));
			}
		}
	}

	private static int millisOrNever(Duration duration) {
		return duration.isZero() ? -1 : (int) Math.min(duration.toMillis(), Integer.MAX_VALUE);
	}

	synchronized void start() {
		if (this.sweeper == null) {
			Thread thread = new Thread(this, "hotupdate-limits");
			thread.setDaemon(true);
			this.sweeper = thread;
			thread.start();
		}
	}

	synchronized void stop() {
		this.sweeper = null;
		this.rejections.wakeUp();
	}

	@Override
	public void run() {
		long next = System.nanoTime();
		while (this.sweeper == Thread.currentThread()) {
			try {
				Duration rest = Duration.ofNanos(next - System.nanoTime());
				this.rejections.await(Math.max(1, (this.cuts.isDone() ? rest : STEP).toMillis()));
				long now = System.nanoTime();
				if (now - next >= 0) {
					next = now + TICK.toNanos();
					sweep(now);
				}
				this.cuts.step();
			}
			catch (IOException | RuntimeException ex) {
				logger.error("The limits could not be looked after; perhaps you should report this", ex);
			}
		}
		this.rejections.releaseAll();
	}

	private void sweep(long now) {
		for (GatedConnector connector : this.connectors.get()) {
			this.connectionLimits.check(connector.endpoint(), now);
		}
		this.cuts.share(STEPS);
		this.log.log(now);
	}

}
