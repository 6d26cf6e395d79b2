package io.hotupdate;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How the release that serves stands against the limits of its probation.
 *
 * @param limits each limit as last measured
 */
public record ProbationInfo(List<Limit> limits) {

	/** What was found. */
	public enum Verdict {

		/** Within the limit. */
		HOLDS,
		/** Too little traffic to tell. */
		UNDECIDED,
		/** Beyond the limit, which is set to report only. */
		REPORTED,
		/** Beyond the limit: the traffic is taken back. */
		BROKEN

	}

	/**
	 * One limit.
	 *
	 * @param name its name
	 * @param verdict what was found
	 * @param before as measured in the predecessor, {@code null} if unknown
	 * @param now as measured in the successor, {@code null} if unknown
	 * @param bound what it may be at most, {@code null} if unknown
	 * @param requests how many requests of the successor this stands on
	 * @param text in words, with units
	 */
	public record Limit(String name, Verdict verdict, @Nullable Double before, @Nullable Double now,
			@Nullable Double bound, long requests, String text) {

	}

}
