package io.hotupdate.handover;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

import io.hotupdate.ProbationInfo;
import io.hotupdate.ProbationInfo.Verdict;
import io.hotupdate.ProbationLimit;
import io.hotupdate.Reason;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the predecessor makes of what its successor tells.
 */
class JudgeTests {

	private final AtomicLong now = new AtomicLong();

	private final TrafficStatistics statistics = new TrafficStatistics(Duration.ofMinutes(5));

	private final Measures measures = new Measures(this.statistics, null, List::of);

	@Test
	void errorsOfTheSuccessorTakeTheTrafficBack() {
		Judge judge = standard(Duration.ofMinutes(3));
		judge.freeze();
		assertThat(judge.summary()).isEqualTo("nothing was measured");
		judge.hear(Traffics.measured(Traffics.of(600, 0)));
		assertThat(judge.broken()).isNull();
		judge.hear(Traffics.measured(Traffics.of(900, 300)));
		TakeBack broken = Objects.requireNonNull(judge.broken());
		assertThat(broken.reason()).isEqualTo(Reason.ERROR_RATIO);
		assertThat(broken).hasMessageContaining("The limit error-ratio is broken: ")
			.hasMessageContaining("33.3 % of 900 requests")
			.hasMessageContaining("perhaps you should");
		assertThat(judge.info()).isNotNull()
			.extracting((info) -> info.limits().get(0).verdict())
			.isEqualTo(Verdict.BROKEN);
	}

	@Test
	void whatWasAnsweredBeforeTheSwitchIsTheMeasure() {
		Judge judge = standard(Duration.ofMinutes(3));
		for (int i = 0; i < 400; i++) {
			this.statistics.record(true, 1_000_000);
		}
		judge.freeze();
		for (int i = 0; i < 400; i++) {
			this.statistics.record(false, 1_000_000);
		}
		judge.hear(Traffics.measured(Traffics.of(900, 300)));
		assertThat(judge.broken()).isNull();
		assertThat(found(judge).get(0).before()).isEqualTo(0.5);
	}

	@Test
	void nothingIsJudgedWithoutAProbation() {
		Judge judge = standard(Duration.ZERO);
		judge.freeze();
		judge.hear(Traffics.measured(Traffics.of(900, 900)));
		assertThat(judge.broken()).isNull();
		assertThat(judge.info()).isNull();
		assertThat(judge.summary()).isEqualTo("no limit was set");
	}

	@Test
	void limitCanBeSwitchedOff() {
		record(400);
		ProbationSettings settings = Settings.limits(new ProbationSettings.ErrorRatio(false, 0.05, 50));
		Judge judge = Judge.begin(Settings.handover(Duration.ofMinutes(3), settings), this.measures);
		judge.freeze();
		judge.hear(Traffics.measured(Traffics.of(900, 900)));
		assertThat(judge.broken()).isNull();
		assertThat(found(judge)).extracting(ProbationInfo.Limit::name).containsExactly("latency");
	}

	@Test
	void whatCannotBeReadIsPassedOver() {
		Judge judge = standard(Duration.ofMinutes(3));
		judge.freeze();
		judge.hear(null);
		judge.hear(new Measured(9, 9, "bm9uc2Vuc2U=", null, null, null, null, null));
		judge.hear(new Measured(9, 9, "?", null, null, null, null, null));
		assertThat(judge.info()).isNull();
	}

	@Test
	void whatWasReportedStaysReported() {
		Judge judge = scripted(Verdict.UNDECIDED, Verdict.REPORTED, Verdict.HOLDS, Verdict.UNDECIDED);
		assertThat(hear(judge)).isEqualTo("UNDECIDED 1");
		assertThat(hear(judge)).isEqualTo("REPORTED 2");
		assertThat(hear(judge)).isEqualTo("REPORTED 2");
		assertThat(hear(judge)).isEqualTo("REPORTED 2");
		assertThat(judge.broken()).isNull();
		assertThat(judge.summary()).isEqualTo("scripted REPORTED (2)");
	}

	@Test
	void verdictsAreToldAtOnceAndValuesNowAndThen() {
		Judge judge = scripted(Verdict.HOLDS, Verdict.HOLDS, Verdict.HOLDS, Verdict.UNDECIDED);
		hear(judge);
		assertThat(judge.news()).isNotNull();
		assertThat(judge.news()).isNull();
		hear(judge);
		assertThat(judge.news()).isNull();
		this.now.addAndGet(Duration.ofSeconds(3).toNanos());
		assertThat(judge.news()).isNotNull();
		hear(judge);
		hear(judge);
		assertThat(judge.news()).isNotNull();
	}

	@Test
	void faultOfALimitIsNotTheReleases() {
		Judge judge = new Judge(List.of(new Scripted(new ArrayDeque<>())), this.measures, Duration.ZERO, this.now::get);
		judge.hear(Traffics.measured(new TrafficSample()));
		assertThat(judge.broken()).isNull();
	}

	@Test
	void limitsOfTheApplicationThatCannotBeHadAreLeftOut() {
		Measures broken = new Measures(null, null, () -> {
			throw new IllegalStateException("no such bean");
		});
		assertThat(OwnLimits.of(broken)).isEmpty();
		assertThat(OwnLimits.of(new Measures(null, null,
				() -> List.of(new Named("latency"), new Named("orders"), new Named("orders")))))
			.containsOnlyKeys("orders");
	}

	private Judge standard(Duration probation) {
		record(400);
		return Judge.begin(
				Settings.handover(probation, Settings.limits(new ProbationSettings.ErrorRatio(true, 0.05, 50))),
				this.measures);
	}

	private static List<ProbationInfo.Limit> found(Judge judge) {
		return Objects.requireNonNull(judge.info()).limits();
	}

	private void record(int requests) {
		for (int i = 0; i < requests; i++) {
			this.statistics.record(false, 1_000_000);
		}
	}

	private Judge scripted(Verdict... verdicts) {
		return new Judge(List.of(new Scripted(new ArrayDeque<>(List.of(verdicts)))), this.measures, Duration.ZERO,
				this.now::get);
	}

	private static String hear(Judge judge) {
		judge.hear(Traffics.measured(new TrafficSample()));
		ProbationInfo.Limit limit = found(judge).get(0);
		return limit.verdict() + " " + limit.text();
	}

	private record Named(String name) implements ProbationLimit {

		@Override
		public double measure() {
			return 1;
		}

		@Override
		public Judgement judge(double before, double now, Duration sinceSwitch) {
			return Judgement.of(Verdict.HOLDS, "well");
		}

	}

	private static final class Scripted implements Limit {

		private final Deque<Verdict> verdicts;

		private int judged;

		private Scripted(Deque<Verdict> verdicts) {
			this.verdicts = verdicts;
		}

		@Override
		public Reason reason() {
			return Reason.LIMIT;
		}

		@Override
		public ProbationInfo.Limit judge(Evidence evidence) {
			this.judged++;
			return new ProbationInfo.Limit("scripted", this.verdicts.removeFirst(), null, (double) this.judged, null, 0,
					"" + this.judged);
		}

	}

}
