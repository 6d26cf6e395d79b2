package io.hotupdate.connection;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How long the client of one stream has held it up. Judged when a read or a write
 * returns, which Tomcat's own timeouts of a stream see to.
 */
final class StreamMeter {

	private final Bounds bounds;

	private final long grace;

	private final LimitCounters counters;

	private final Lag requestLag = new Lag();

	private final Lag responseLag = new Lag();

	private final long start = System.nanoTime();

	private long responseStart;

	private boolean responding;

	StreamMeter(Bounds bounds, Duration grace, LimitCounters counters) {
		this.bounds = bounds;
		this.grace = Math.max(grace.toNanos(), 1);
		this.counters = counters;
	}

	/**
	 * Counts a read.
	 * @param since when it began
	 * @param bytes what it has brought
	 * @return the bound that is broken, or {@code null}
	 */
	@Nullable LimitKind read(long since, int bytes) {
		long now = System.nanoTime();
		long rate = this.bounds.requestRate();
		if (rate > 0 && this.requestLag.update(now - since, Math.max(bytes, 0), rate, this.grace) >= this.grace) {
			return broken(LimitKind.REQUEST_RATE);
		}
		return isOver(this.bounds.read(), now - this.start) ? broken(LimitKind.READ) : null;
	}

	/**
	 * Counts a write.
	 * @param since when it began
	 * @param bytes what it has taken
	 * @return the bound that is broken, or {@code null}
	 */
	@Nullable LimitKind written(long since, int bytes) {
		long now = System.nanoTime();
		if (!this.responding) {
			this.responding = true;
			this.responseStart = since;
		}
		long rate = this.bounds.responseRate();
		if (rate > 0
				&& this.responseLag.update(now - since, Math.max(bytes, 0), rate, Long.MAX_VALUE / 4) >= this.grace) {
			return broken(LimitKind.RESPONSE_RATE);
		}
		return isOver(this.bounds.write(), now - this.responseStart) ? broken(LimitKind.WRITE) : null;
	}

	private static boolean isOver(Duration bound, long nanos) {
		return !bound.isZero() && nanos >= bound.toNanos();
	}

	private LimitKind broken(LimitKind kind) {
		this.counters.add(kind);
		return kind;
	}

}
