package io.hotupdate.handover;

import java.time.Duration;

import io.hotupdate.ProbationInfo.Verdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When a health of DOWN breaks the limit.
 */
class HealthLimitTests {

	private final HealthLimit limit = new HealthLimit(Duration.ofSeconds(5));

	@Test
	void downForLongerThanTheGraceBreaksIt() {
		assertThat(judge(Traffics.health("UP", null, "UP"), "UP")).isEqualTo(Verdict.HOLDS);
		assertThat(judge(Traffics.health("DOWN", 5_000L, "UP"), "UP")).isEqualTo(Verdict.HOLDS);
		assertThat(judge(Traffics.health("DOWN", 5_001L, "UP"), "UP")).isEqualTo(Verdict.BROKEN);
		assertThat(judge(Traffics.health("DOWN", 5_001L, null), null)).isEqualTo(Verdict.BROKEN);
	}

	@Test
	void otherStatusesHold() {
		assertThat(judge(Traffics.health("OUT_OF_SERVICE", null, "UP"), "UP")).isEqualTo(Verdict.HOLDS);
		assertThat(judge(Traffics.health("UNKNOWN", null, "UP"), "UP")).isEqualTo(Verdict.HOLDS);
	}

	@Test
	void whatTheReleaseDidNotCauseIsUndecided() {
		assertThat(judge(Traffics.health("DOWN", 60_000L, "DOWN"), "UP")).isEqualTo(Verdict.UNDECIDED);
		assertThat(judge(Traffics.health("DOWN", 60_000L, "UP"), "DOWN")).isEqualTo(Verdict.UNDECIDED);
	}

	@Test
	void unknownHealthIsUndecided() {
		assertThat(judge(Traffics.health(null, null, "UP"), "UP")).isEqualTo(Verdict.UNDECIDED);
	}

	private Verdict judge(Measured measured, @Nullable String own) {
		return this.limit
			.judge(new Evidence(new TrafficSample(), new TrafficWindows(Traffics.MINUTE), measured, Traffics.MINUTE,
					own))
			.verdict();
	}

}
