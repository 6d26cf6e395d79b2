package io.hotupdate.handover;

import java.time.Duration;
import java.util.concurrent.Callable;

import io.hotupdate.ProbationInfo;
import io.hotupdate.ProbationInfo.Verdict;
import io.hotupdate.ProbationLimit;
import io.hotupdate.ProbationLimit.Judgement;
import io.hotupdate.Reason;
import io.hotupdate.handover.Sampler.Sample;
import org.jspecify.annotations.Nullable;

/**
 * A limit of the application's own. It is asked on a thread of its own, first to measure,
 * from the switch on to judge; what it said last counts.
 */
final class OwnLimit implements Limit {

	private final String name;

	private final Sampler<Double> measuring;

	private final Sampler<Judgement> judging;

	private volatile @Nullable Double before;

	private volatile @Nullable Asked asked;

	OwnLimit(String name, ProbationLimit limit) {
		this.name = name;
		this.measuring = new Sampler<>(name, limit::measure);
		this.judging = new Sampler<>(name, judging(limit));
	}

	OwnLimit begin() {
		this.measuring.begin();
		return this;
	}

	private Callable<@Nullable Judgement> judging(ProbationLimit limit) {
		return () -> {
			Asked asked = this.asked;
			return (asked != null) ? limit.judge(asked.before(), asked.now(), asked.sinceSwitch()) : null;
		};
	}

	@Nullable Double measured() {
		return known(this.measuring.latest().value());
	}

	@Override
	public void freeze() {
		this.before = measured();
		this.measuring.close();
		this.judging.begin();
	}

	@Override
	public Reason reason() {
		return Reason.LIMIT;
	}

	@Override
	public ProbationInfo.Limit judge(Evidence evidence) {
		Double before = this.before;
		Double now = known(evidence.now().limit(this.name));
		if (before == null || now == null) {
			this.asked = null;
			return limit(Verdict.UNDECIDED, now, null, evidence,
					((before == null) ? "the predecessor" : "the successor") + " has told no value");
		}
		this.asked = new Asked(before, now, evidence.sinceSwitch());
		Sample<Judgement> latest = this.judging.latest();
		Judgement judgement = latest.value();
		if (judgement == null) {
			return limit(Verdict.UNDECIDED, now, null, evidence,
					(latest.failure() != null) ? latest.failure() : "it has not judged yet");
		}
		return limit(judgement.verdict(), now, judgement.bound(), evidence, judgement.text());
	}

	private ProbationInfo.Limit limit(Verdict verdict, @Nullable Double now, @Nullable Double bound, Evidence evidence,
			String text) {
		return new ProbationInfo.Limit(this.name, verdict, this.before, now, bound, evidence.now().requests(), text);
	}

	static @Nullable Double known(@Nullable Double value) {
		return (value != null && !value.isNaN()) ? value : null;
	}

	@Override
	public void close() {
		this.measuring.close();
		this.judging.close();
	}

	private record Asked(double before, double now, Duration sinceSwitch) {

	}

}
