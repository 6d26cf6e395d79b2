package io.hotupdate.sample;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Tests for {@link RatioInterval}. */
class RatioIntervalTests {

	@Test
	void equalRatiosLeaveNoDoubt() {
		RatioInterval interval = RatioInterval.of(List.of(1.01, 1.01, 1.01));
		assertThat(interval.ratio()).isCloseTo(1.01, within(1e-9));
		assertThat(interval.low()).isCloseTo(1.01, within(1e-9));
		assertThat(interval.verdict(1.02)).isEqualTo("met");
		assertThat(interval.verdict(1.0)).isEqualTo("missed");
	}

	@Test
	void boundInsideTheIntervalIsNotResolved() {
		// logs -1, 0, 1: mean 0, deviation 1, half-width 4.303 / sqrt(3)
		RatioInterval interval = RatioInterval.of(List.of(Math.exp(-1), 1.0, Math.E));
		assertThat(interval.ratio()).isCloseTo(1.0, within(1e-9));
		assertThat(interval.high()).isCloseTo(Math.exp(4.303 / Math.sqrt(3)), within(1e-6));
		assertThat(interval.verdict(1.02)).isEqualTo("not resolved");
	}

	@Test
	void onePairResolvesNothing() {
		assertThat(RatioInterval.of(List.of(0.5)).verdict(1.02)).isEqualTo("not resolved");
	}

}
