package io.hotupdate.handover;

import java.time.Duration;

import io.hotupdate.ProbationInfo;
import io.hotupdate.ProbationInfo.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

/**
 * When answers with 5xx break the limit.
 */
class ErrorRatioLimitTests {

	private static final Duration WINDOW = Duration.ofSeconds(10);

	private final ErrorRatioLimit limit = new ErrorRatioLimit(
			Settings.limits(new ProbationSettings.ErrorRatio(true, 0.05, 50)));

	@ParameterizedTest
	@CsvSource({
			// no error before: five in a hundred are allowed
			"1000, 0, 1000, 0, HOLDS", "1000, 0, 1000, 50, HOLDS", "1000, 0, 1000, 51, BROKEN",
			"1000, 0, 1000, 200, BROKEN",
			// errors before are no fault of the new release
			"1000, 100, 1000, 100, HOLDS", "1000, 100, 1000, 150, HOLDS", "1000, 100, 1000, 160, BROKEN",
			"1000, 1000, 1000, 1000, HOLDS", "1000, 1000, 1000, 0, HOLDS",
			// few requests: what chance does is no fault either
			"1000, 20, 50, 4, HOLDS", "1000, 20, 50, 10, BROKEN", "1000, 0, 50, 3, BROKEN",
			// too few to tell
			"1000, 0, 49, 49, UNDECIDED", "1000, 0, 0, 0, UNDECIDED", "49, 0, 1000, 500, UNDECIDED",
			"0, 0, 1000, 500, UNDECIDED", "50, 0, 50, 25, BROKEN" })
	void ratioIsJudgedAgainstThePredecessor(long requests, long errors, long nowRequests, long nowErrors,
			Verdict verdict) {
		ProbationInfo.Limit found = judge(Traffics.of(requests, errors), Traffics.of(nowRequests, nowErrors));
		assertThat(found.verdict()).as(found.text()).isEqualTo(verdict);
		assertThat(found.requests()).isEqualTo(nowRequests);
	}

	@Test
	void valuesAreNamed() {
		ProbationInfo.Limit found = judge(Traffics.of(10_000, 100), Traffics.of(1_000, 210));
		assertThat(found.name()).isEqualTo("error-ratio");
		assertThat(found.before()).isEqualTo(0.01);
		assertThat(found.now()).isEqualTo(0.21);
		assertThat(found.bound()).isCloseTo(0.06, offset(0.001));
		assertThat(found.text())
			.isEqualTo("21.0 % of 1000 requests in 10 s were answered with 5xx, 1.0 % before; at most 6.0 %");
	}

	@Test
	void onlyTheLastWindowCounts() {
		TrafficWindows windows = new TrafficWindows(WINDOW);
		windows.add(Duration.ofSeconds(2), Traffics.of(600, 300));
		windows.add(Duration.ofSeconds(60), Traffics.of(10_000, 300));
		windows.add(Duration.ofSeconds(69), Traffics.of(12_000, 300));
		ProbationInfo.Limit found = this.limit.judge(new Evidence(Traffics.of(1_000, 0), windows,
				Traffics.measured(Traffics.of(0, 0)), Duration.ofSeconds(69), null));
		assertThat(found.verdict()).isEqualTo(Verdict.HOLDS);
		assertThat(found.now()).isZero();
		assertThat(found.requests()).isEqualTo(2_000);
	}

	private ProbationInfo.Limit judge(TrafficSample before, TrafficSample now) {
		return this.limit.judge(Traffics.evidence(before, now, Duration.ofSeconds(5)));
	}

}
