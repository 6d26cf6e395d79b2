package io.hotupdate.handover;

import java.time.Duration;
import java.util.Locale;

import io.hotupdate.ProbationInfo;
import io.hotupdate.ProbationInfo.Verdict;
import io.hotupdate.Reason;

/**
 * The part of answers with a status of 500 or above. Broken at once when it exceeds the
 * predecessor's by more than is allowed, and by more than chance explains in so few
 * requests.
 */
final class ErrorRatioLimit implements Limit {

	static final String NAME = "error-ratio";

	/** Hundreds of looks at a probation must not find chance. */
	private static final double DEVIATIONS = 4;

	private final ProbationSettings.ErrorRatio settings;

	private final Duration window;

	ErrorRatioLimit(ProbationSettings settings) {
		this.settings = settings.errorRatio();
		this.window = settings.window();
	}

	@Override
	public Reason reason() {
		return Reason.ERROR_RATIO;
	}

	@Override
	public ProbationInfo.Limit judge(Evidence evidence) {
		TrafficSample before = evidence.before();
		TrafficSample now = evidence.windows().last(this.window, Duration.ZERO);
		if (before.requests() < this.settings.minRequests()) {
			return undecided(before, now, "the predecessor answered " + before.requests() + " of the "
					+ this.settings.minRequests() + " requests that it takes to compare");
		}
		if (now.requests() < this.settings.minRequests()) {
			return undecided(before, now, now.requests() + " of the " + this.settings.minRequests()
					+ " requests that it takes within " + Words.of(this.window));
		}
		double bound = bound(before, now.requests());
		boolean broken = now.errorRatio() > bound;
		String text = String.format(Locale.ROOT,
				"%s of %d requests in %s were answered with 5xx, %s before; at most %s",
				Words.percent(now.errorRatio()), now.requests(), Words.of(this.window),
				Words.percent(before.errorRatio()), Words.percent(bound));
		return new ProbationInfo.Limit(NAME, broken ? Verdict.BROKEN : Verdict.HOLDS, before.errorRatio(),
				now.errorRatio(), bound, now.requests(), text);
	}

	private double bound(TrafficSample before, long requests) {
		double usual = (before.errors() + 1.0) / (before.requests() + 2.0);
		double deviation = Math.sqrt(usual * (1 - usual) / requests);
		return before.errorRatio() + Math.max(this.settings.maxIncrease(), DEVIATIONS * deviation);
	}

	private static ProbationInfo.Limit undecided(TrafficSample before, TrafficSample now, String text) {
		return new ProbationInfo.Limit(NAME, Verdict.UNDECIDED, (before.requests() > 0) ? before.errorRatio() : null,
				(now.requests() > 0) ? now.errorRatio() : null, null, now.requests(), text);
	}

}
