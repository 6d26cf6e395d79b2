package io.hotupdate.handover;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;

import org.HdrHistogram.Histogram;

/**
 * What a generation has answered over some time. Not to be changed once it is made.
 *
 * @param requests the requests
 * @param errors those answered with a status of 500 or above
 * @param latency how long those took that tell something, in microseconds
 */
public record TrafficSample(long requests, long errors, Histogram latency) {

	/** Longer ones count as this long. */
	static final long LONGEST_MICROS = Duration.ofMinutes(1).toNanos() / 1_000;

	private static final int DIGITS = 2;

	/** Nothing answered. */
	public TrafficSample() {
		this(0, 0, histogram());
	}

	static Histogram histogram() {
		return new Histogram(LONGEST_MICROS, DIGITS);
	}

	/**
	 * The part of requests that was answered with an error.
	 * @return 0 to 1, 0 without requests
	 */
	public double errorRatio() {
		return (this.requests > 0) ? (double) this.errors / this.requests : 0;
	}

	/**
	 * How many requests have a latency that counts.
	 * @return the number
	 */
	public long timed() {
		return this.latency.getTotalCount();
	}

	/**
	 * The 99th percentile of the latency.
	 * @return microseconds, 0 without requests
	 */
	public long p99() {
		return this.latency.getValueAtPercentile(99);
	}

	/**
	 * The part of requests that took longer than a time.
	 * @param micros the time in microseconds
	 * @return 0 to 1, 0 without requests
	 */
	public double slowerThan(long micros) {
		if (timed() == 0 || micros >= LONGEST_MICROS) {
			return 0;
		}
		long from = this.latency.nextNonEquivalentValue(micros);
		return (double) this.latency.getCountBetweenValues(from, LONGEST_MICROS) / timed();
	}

	/**
	 * What came after an earlier sample of the same count.
	 * @param earlier the earlier one
	 * @return the difference
	 */
	public TrafficSample since(TrafficSample earlier) {
		Histogram latency = this.latency.copy();
		latency.subtract(earlier.latency);
		return new TrafficSample(this.requests - earlier.requests, this.errors - earlier.errors, latency);
	}

	/**
	 * The latencies in text.
	 * @return the compressed encoding of HdrHistogram in base64
	 */
	public String encodedLatency() {
		ByteBuffer buffer = ByteBuffer.allocate(this.latency.getNeededByteBufferCapacity());
		int length = this.latency.encodeIntoCompressedByteBuffer(buffer);
		return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
	}

	/**
	 * Read what another generation has told.
	 * @param requests the requests
	 * @param errors the errors
	 * @param latency the latencies in text
	 * @return the sample
	 * @throws IllegalArgumentException if the text cannot be read
	 */
	public static TrafficSample decode(long requests, long errors, String latency) {
		try {
			ByteBuffer buffer = ByteBuffer.wrap(Base64.getDecoder().decode(latency));
			Histogram told = Histogram.decodeFromCompressedByteBuffer(buffer, LONGEST_MICROS);
			Histogram own = histogram();
			own.add(told);
			return new TrafficSample(requests, errors, own);
		}
		catch (DataFormatException | ArrayIndexOutOfBoundsException ex) {
			throw new IllegalArgumentException("The latencies cannot be read", ex);
		}
	}

}
