package io.hotupdate.handover;

import java.time.Duration;
import java.util.Locale;

import io.hotupdate.ProbationInfo;
import io.hotupdate.ProbationInfo.Verdict;
import io.hotupdate.Reason;
import io.hotupdate.handover.ProbationSettings.Action;
import org.jspecify.annotations.Nullable;

/**
 * The 99th percentile of the latency. Broken when it has exceeded its bound for some time
 * without a break. A percentile jumps where latencies come in two kinds and the slow kind
 * is near one in a hundred; so at least twice as many requests as before have to be
 * beyond the bound.
 */
final class LatencyLimit implements Limit {

	static final String NAME = "latency";

	private static final double ONE_IN_A_HUNDRED = 0.01;

	/** Where processors are scarce, the grace is over before the compiler is done. */
	private static final double BUSY_COMPILER = 0.25;

	private final ProbationSettings.Latency settings;

	private @Nullable Duration exceeded;

	LatencyLimit(ProbationSettings.Latency settings) {
		this.settings = settings;
	}

	@Override
	public Reason reason() {
		return Reason.LATENCY;
	}

	@Override
	public ProbationInfo.Limit judge(Evidence evidence) {
		TrafficSample before = evidence.before();
		TrafficSample now = evidence.windows().last(this.settings.window(), this.settings.grace());
		if (before.timed() < this.settings.minRequests()) {
			return undecided(before, now, "the predecessor answered " + before.timed() + " of the "
					+ this.settings.minRequests() + " requests that it takes to compare");
		}
		if (evidence.sinceSwitch().compareTo(this.settings.grace()) <= 0) {
			return undecided(before, now,
					"the first " + Words.of(this.settings.grace()) + " after the switch do not count");
		}
		if (now.timed() < this.settings.minRequests()) {
			return undecided(before, now, now.timed() + " of the " + this.settings.minRequests()
					+ " requests that it takes within " + Words.of(this.settings.window()));
		}
		long bound = bound(before);
		double compiling = evidence.windows().compiling(this.settings.window(), this.settings.grace());
		if (compiling > BUSY_COMPILER && exceeds(before, now, bound)) {
			return undecided(before, now, text(before, now, bound) + "; the compiler is still at work, "
					+ Words.percent(compiling) + " of the time");
		}
		if (!exceeds(before, now, bound)) {
			this.exceeded = null;
			return limit(Verdict.HOLDS, before, now, text(before, now, bound));
		}
		if (this.exceeded == null) {
			this.exceeded = evidence.sinceSwitch();
		}
		Duration since = evidence.sinceSwitch().minus(this.exceeded);
		if (since.compareTo(this.settings.sustained()) < 0) {
			return limit(Verdict.UNDECIDED, before, now, text(before, now, bound) + "; exceeded for " + Words.of(since)
					+ ", " + Words.of(this.settings.sustained()) + " count");
		}
		return limit((this.settings.action() == Action.TAKE_BACK) ? Verdict.BROKEN : Verdict.REPORTED, before, now,
				text(before, now, bound) + "; exceeded for " + Words.of(since));
	}

	private long bound(TrafficSample before) {
		long increased = before.p99() + this.settings.minIncrease().toNanos() / 1_000;
		return Math.max(increased, Math.round(before.p99() * this.settings.maxRatio()));
	}

	private static boolean exceeds(TrafficSample before, TrafficSample now, long bound) {
		return now.p99() > bound && now.slowerThan(bound) > Math.max(ONE_IN_A_HUNDRED, 2 * before.slowerThan(bound));
	}

	private String text(TrafficSample before, TrafficSample now, long bound) {
		return String.format(Locale.ROOT, "p99 of %d requests in %s is %s, %s before; at most %s", now.timed(),
				Words.of(this.settings.window()), Words.millis(now.p99()), Words.millis(before.p99()),
				Words.millis(bound));
	}

	private ProbationInfo.Limit undecided(TrafficSample before, TrafficSample now, String text) {
		this.exceeded = null;
		return limit(Verdict.UNDECIDED, before, now, text);
	}

	private ProbationInfo.Limit limit(Verdict verdict, TrafficSample before, TrafficSample now, String text) {
		return new ProbationInfo.Limit(NAME, verdict, millis(before), millis(now),
				(before.timed() > 0) ? bound(before) / 1_000.0 : null, now.timed(), text);
	}

	private static @Nullable Double millis(TrafficSample sample) {
		return (sample.timed() > 0) ? sample.p99() / 1_000.0 : null;
	}

}
