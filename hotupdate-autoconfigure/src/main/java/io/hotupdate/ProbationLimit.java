package io.hotupdate;

import java.time.Duration;

import io.hotupdate.ProbationInfo.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * A limit of your own on a release in its probation, as a bean: a number that each
 * generation measures of itself and the predecessor compares. Orders a minute, the depth
 * of a queue, the share of a cache.
 * <p>
 * Each limit has a thread of its own, on which it is asked every half second while an
 * update is under way and at no other time. A call that does not return within five
 * seconds, or throws, makes the limit {@link Verdict#UNDECIDED} and hurts nothing else.
 */
public interface ProbationLimit {

	/**
	 * The name, for the snapshot and the log: the same in both releases, and none of
	 * {@code error-ratio}, {@code latency} and {@code health}.
	 * @return the name
	 */
	String name();

	/**
	 * Measure this generation: in the predecessor from the start of the update until the
	 * switch, in the successor from its warm-up until the probation ends.
	 * @return the value; not a number if there is none yet
	 * @throws Exception if it cannot be measured
	 */
	double measure() throws Exception;

	/**
	 * Judge the successor. Called in the predecessor, as long as both values are known.
	 * @param before what the predecessor measured last before the switch
	 * @param now what the successor measured last
	 * @param sinceSwitch how long the successor has been serving
	 * @return what was found
	 * @throws Exception if it cannot be told
	 */
	Judgement judge(double before, double now, Duration sinceSwitch) throws Exception;

	/**
	 * What was found.
	 *
	 * @param verdict {@link Verdict#BROKEN} takes the traffic back at once
	 * @param bound what the value may be, {@code null} if there is no such number
	 * @param text in words, with units
	 */
	record Judgement(Verdict verdict, @Nullable Double bound, String text) {

		/**
		 * A judgement without a bound.
		 * @param verdict what was found
		 * @param text in words, with units
		 * @return the judgement
		 */
		public static Judgement of(Verdict verdict, String text) {
			return new Judgement(verdict, null, text);
		}

	}

}
