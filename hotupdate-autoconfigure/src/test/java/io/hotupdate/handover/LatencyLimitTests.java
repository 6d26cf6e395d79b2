package io.hotupdate.handover;

import java.time.Duration;

import io.hotupdate.ProbationInfo;
import io.hotupdate.ProbationInfo.Verdict;
import io.hotupdate.handover.ProbationSettings.Action;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When the 99th percentile breaks the limit.
 */
class LatencyLimitTests {

	private static final TrafficSample BEFORE = Traffics.latencies(9_800, 5, 200, 100);

	private static final TrafficSample TRIPLED = Traffics.latencies(9_800, 15, 200, 300);

	private final LatencyLimit limit = new LatencyLimit(Settings.latency(Action.TAKE_BACK));

	@Test
	void tripledP99BreaksItOnceItLasts() {
		assertThat(judge(BEFORE, TRIPLED, 29).verdict()).isEqualTo(Verdict.UNDECIDED);
		assertThat(judge(BEFORE, TRIPLED, 35).text()).contains("exceeded for 0 s, 10 s count");
		assertThat(judge(BEFORE, TRIPLED, 44).verdict()).isEqualTo(Verdict.UNDECIDED);
		ProbationInfo.Limit found = judge(BEFORE, TRIPLED, 45);
		assertThat(found.verdict()).isEqualTo(Verdict.BROKEN);
		assertThat(found.name()).isEqualTo("latency");
		assertThat(found.before()).isBetween(99.0, 101.0);
		assertThat(found.now()).isBetween(297.0, 303.0);
		assertThat(found.bound()).isBetween(198.0, 202.0);
		assertThat(found.text()).contains("p99 of 10000 requests in 30 s is 3", "before; at most 20", "for 10 s");
	}

	@Test
	void brokenIsOnlyReportedByDefault() {
		LatencyLimit limit = new LatencyLimit(Settings.latency(Action.REPORT));
		limit.judge(evidence(BEFORE, TRIPLED, 35));
		assertThat(limit.judge(evidence(BEFORE, TRIPLED, 50)).verdict()).isEqualTo(Verdict.REPORTED);
	}

	@Test
	void breakOfTheExcessBeginsAnew() {
		judge(BEFORE, TRIPLED, 35);
		assertThat(judge(BEFORE, BEFORE, 40).verdict()).isEqualTo(Verdict.HOLDS);
		assertThat(judge(BEFORE, TRIPLED, 41).verdict()).isEqualTo(Verdict.UNDECIDED);
		assertThat(judge(BEFORE, TRIPLED, 50).verdict()).isEqualTo(Verdict.UNDECIDED);
		assertThat(judge(BEFORE, TRIPLED, 51).verdict()).isEqualTo(Verdict.BROKEN);
	}

	@Test
	void wobbleByHalfHolds() {
		TrafficSample wobbled = Traffics.latencies(9_800, 8, 200, 150);
		for (int second = 31; second < 180; second++) {
			assertThat(judge(BEFORE, wobbled, second).verdict()).isEqualTo(Verdict.HOLDS);
		}
	}

	@Test
	void smallIncreaseOfASmallLatencyIsNoMatter() {
		TrafficSample fast = Traffics.latencies(10_000, 1);
		judge(fast, Traffics.latencies(10_000, 10), 35);
		assertThat(judge(fast, Traffics.latencies(10_000, 10), 60).verdict()).isEqualTo(Verdict.HOLDS);
		judge(fast, Traffics.latencies(10_000, 13), 61);
		assertThat(judge(fast, Traffics.latencies(10_000, 13), 80).verdict()).isEqualTo(Verdict.BROKEN);
	}

	@Test
	void percentileThatOnlyJumpsBetweenTwoKindsHolds() {
		TrafficSample rarely = Traffics.latencies(9_905, 5, 95, 2_000);
		TrafficSample slightlyMore = Traffics.latencies(9_890, 5, 110, 2_000);
		judge(rarely, slightlyMore, 35);
		assertThat(judge(rarely, slightlyMore, 60).verdict()).isEqualTo(Verdict.HOLDS);
		TrafficSample twice = Traffics.latencies(9_800, 5, 200, 2_000);
		judge(rarely, twice, 61);
		assertThat(judge(rarely, twice, 80).verdict()).isEqualTo(Verdict.BROKEN);
	}

	@Test
	void tooLittleTrafficIsUndecided() {
		assertThat(judge(Traffics.latencies(499, 5), TRIPLED, 60).text())
			.isEqualTo("the predecessor answered 499 of the 500 requests that it takes to compare");
		assertThat(judge(BEFORE, Traffics.latencies(499, 500), 60).text())
			.isEqualTo("499 of the 500 requests that it takes within 30 s");
		assertThat(judge(new TrafficSample(), new TrafficSample(), 60).verdict()).isEqualTo(Verdict.UNDECIDED);
		assertThat(judge(new TrafficSample(), TRIPLED, 60).before()).isNull();
	}

	@Test
	void compilerAtWorkIsWaitedFor() {
		TrafficWindows windows = new TrafficWindows(Traffics.MINUTE);
		windows.add(Duration.ofSeconds(31), new TrafficSample(), 10_000);
		windows.add(Duration.ofSeconds(41), TRIPLED, 13_000);
		ProbationInfo.Limit found = judge(windows, 41);
		assertThat(found.verdict()).isEqualTo(Verdict.UNDECIDED);
		assertThat(found.text()).endsWith("; the compiler is still at work, 30.0 % of the time");
		windows.add(Duration.ofSeconds(52), TRIPLED, 13_300);
		assertThat(judge(windows, 52).text()).contains("exceeded for 0 s");
		assertThat(judge(windows, 62).verdict()).isEqualTo(Verdict.BROKEN);
	}

	private ProbationInfo.Limit judge(TrafficWindows windows, long second) {
		return this.limit
			.judge(new Evidence(BEFORE, windows, Traffics.measured(TRIPLED), Duration.ofSeconds(second), null));
	}

	@Test
	void whatWasAnsweredInTheGraceDoesNotCount() {
		TrafficWindows windows = new TrafficWindows(Duration.ofSeconds(30));
		windows.add(Duration.ofSeconds(15), Traffics.latencies(4_500, 900));
		windows.add(Duration.ofSeconds(31), Traffics.latencies(9_300, 900));
		windows.add(Duration.ofSeconds(45), Traffics.latencies(9_300, 900, 4_200, 5));
		ProbationInfo.Limit found = this.limit
			.judge(new Evidence(BEFORE, windows, Traffics.measured(new TrafficSample()), Duration.ofSeconds(45), null));
		assertThat(found.verdict()).isEqualTo(Verdict.HOLDS);
		assertThat(found.requests()).isEqualTo(4_200);
	}

	private ProbationInfo.Limit judge(TrafficSample before, TrafficSample now, long second) {
		return this.limit.judge(evidence(before, now, second));
	}

	/** All of it within the last seconds. */
	private static Evidence evidence(TrafficSample before, TrafficSample now, long second) {
		TrafficWindows windows = new TrafficWindows(Traffics.MINUTE);
		windows.add(Duration.ofSeconds(second).minusMillis(900), new TrafficSample());
		windows.add(Duration.ofSeconds(second), now);
		return new Evidence(before, windows, Traffics.measured(now), Duration.ofSeconds(second), null);
	}

}
