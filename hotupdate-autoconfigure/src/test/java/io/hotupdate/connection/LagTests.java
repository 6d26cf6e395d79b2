package io.hotupdate.connection;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Lag}.
 */
class LagTests {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	private final Lag lag = new Lag();

	@Test
	void growsWhileTheClientIsWaitedFor() {
		this.lag.update(SECOND, 0, 100, SECOND);
		assertThat(this.lag.update(SECOND, 0, 100, SECOND)).isEqualTo(2 * SECOND);
		assertThat(this.lag.update(0, 0, 100, SECOND)).isEqualTo(2 * SECOND);
	}

	@Test
	void staysWhenTheClientKeepsTheRate() {
		for (int i = 0; i < 100; i++) {
			assertThat(this.lag.update(SECOND, 100, 100, 0)).isZero();
		}
	}

	@Test
	void creditIsBounded() {
		assertThat(this.lag.update(0, 1_000_000, 100, SECOND)).isEqualTo(-SECOND);
		assertThat(this.lag.update(3 * SECOND, 0, 100, SECOND)).isEqualTo(2 * SECOND);
	}

}
