package io.hotupdate.handover;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * Counts what this generation answers: over its whole life, and over its last minutes in
 * slices of time. A request only adds to what is being counted; the first one of a new
 * slice, and each question, put that into the slice before. All methods may be called
 * from any thread.
 */
public final class TrafficStatistics {

	private static final int SLICES = 60;

	private final LongSupplier ticker;

	private final long sliceNanos;

	private final LongAdder requests = new LongAdder();

	private final LongAdder errors = new LongAdder();

	private final Recorder latency = new Recorder(TrafficSample.LONGEST_MICROS, 2);

	private final ReentrantLock lock = new ReentrantLock();

	private final Slice[] slices = new Slice[SLICES];

	private final Histogram total = TrafficSample.histogram();

	private @Nullable Histogram interval;

	private long requestsCounted;

	private long errorsCounted;

	private volatile long slice;

	/**
	 * Begin to count.
	 * @param memory how far back {@link #last} reaches
	 */
	public TrafficStatistics(Duration memory) {
		this(memory, System::nanoTime);
	}

	TrafficStatistics(Duration memory, LongSupplier ticker) {
		this.ticker = ticker;
		this.sliceNanos = Math.max(1, memory.toNanos() / SLICES);
		this.slice = sliceNow();
		for (int i = 0; i < SLICES; i++) {
			this.slices[i] = new Slice();
		}
	}

	/**
	 * Count a request.
	 * @param error whether it was answered with a status of 500 or above
	 * @param nanos how long it took, negative if that says nothing of the application
	 */
	public void record(boolean error, long nanos) {
		if (sliceNow() != this.slice && this.lock.tryLock()) {
			try {
				count();
			}
			finally {
				this.lock.unlock();
			}
		}
		this.requests.increment();
		if (error) {
			this.errors.increment();
		}
		if (nanos >= 0) {
			this.latency.recordValue(Math.min(nanos / 1_000, TrafficSample.LONGEST_MICROS));
		}
	}

	/**
	 * All that was answered.
	 * @return what has been counted since this process began
	 */
	public TrafficSample total() {
		this.lock.lock();
		try {
			count();
			return new TrafficSample(this.requestsCounted, this.errorsCounted, this.total.copy());
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * What was answered in the last minutes.
	 * @return what has been counted in the time that is remembered
	 */
	public TrafficSample last() {
		this.lock.lock();
		try {
			count();
			long requests = 0;
			long errors = 0;
			Histogram latency = TrafficSample.histogram();
			for (Slice one : this.slices) {
				requests += one.requests;
				errors += one.errors;
				if (one.latency.getTotalCount() > 0) {
					latency.add(one.latency);
				}
			}
			return new TrafficSample(requests, errors, latency);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void count() {
		long now = sliceNow();
		Histogram interval = this.latency.getIntervalHistogram(this.interval);
		this.interval = interval;
		long requests = this.requests.sum();
		long errors = this.errors.sum();
		Slice last = at(this.slice);
		last.requests += requests - this.requestsCounted;
		last.errors += errors - this.errorsCounted;
		last.latency.add(interval);
		this.total.add(interval);
		this.requestsCounted = requests;
		this.errorsCounted = errors;
		for (long begun = Math.max(this.slice + 1, now - SLICES + 1); begun <= now; begun++) {
			at(begun).clear();
		}
		this.slice = now;
	}

	private long sliceNow() {
		return Math.floorDiv(this.ticker.getAsLong(), this.sliceNanos);
	}

	private Slice at(long number) {
		return this.slices[(int) Math.floorMod(number, (long) SLICES)];
	}

	private static final class Slice {

		private final Histogram latency = TrafficSample.histogram();

		private long requests;

		private long errors;

		private void clear() {
			this.latency.reset();
			this.requests = 0;
			this.errors = 0;
		}

	}

}
