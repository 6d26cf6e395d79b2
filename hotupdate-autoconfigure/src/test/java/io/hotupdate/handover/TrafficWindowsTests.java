package io.hotupdate.handover;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Windows over a count that only grows.
 */
class TrafficWindowsTests {

	private static final Duration WINDOW = Duration.ofSeconds(10);

	@Test
	void windowMovesAndIsNeverLonger() {
		TrafficWindows windows = new TrafficWindows(WINDOW);
		for (int half = 1; half <= 200; half++) {
			windows.add(Duration.ofMillis(500L * half), Traffics.of(10L * half, half));
			long expected = Math.min(200, 10L * half);
			assertThat(windows.last(WINDOW, Duration.ZERO).requests()).isEqualTo(expected);
			assertThat(windows.last(WINDOW, Duration.ZERO).errors()).isEqualTo(expected / 10);
			assertThat(windows.last(Duration.ofSeconds(2), Duration.ZERO).requests())
				.isEqualTo(Math.min(40, 10L * half));
		}
	}

	@Test
	void graceIsLeftOut() {
		TrafficWindows windows = new TrafficWindows(WINDOW);
		windows.add(Duration.ofSeconds(4), Traffics.of(100, 0));
		assertThat(windows.last(WINDOW, Duration.ofSeconds(5)).requests()).isZero();
		windows.add(Duration.ofSeconds(6), Traffics.of(150, 0));
		assertThat(windows.last(WINDOW, Duration.ofSeconds(5)).requests()).isZero();
		windows.add(Duration.ofSeconds(7), Traffics.of(180, 0));
		assertThat(windows.last(WINDOW, Duration.ofSeconds(5)).requests()).isEqualTo(30);
	}

	@Test
	void nothingWasHeardForLong() {
		TrafficWindows windows = new TrafficWindows(WINDOW);
		windows.add(Duration.ofSeconds(4), Traffics.of(100, 0));
		windows.add(Duration.ofMinutes(4), Traffics.of(900, 0));
		assertThat(windows.last(WINDOW, Duration.ZERO).requests()).isZero();
		assertThat(windows.last(WINDOW, Duration.ofHours(1)).requests()).isZero();
	}

	@Test
	void otherCountBeginsAnew() {
		TrafficWindows windows = new TrafficWindows(WINDOW);
		windows.add(Duration.ofSeconds(4), Traffics.of(100, 0));
		windows.add(Duration.ofSeconds(5), Traffics.of(10, 0));
		windows.add(Duration.ofSeconds(6), Traffics.of(30, 0));
		assertThat(windows.last(WINDOW, Duration.ZERO).requests()).isEqualTo(20);
	}

}
