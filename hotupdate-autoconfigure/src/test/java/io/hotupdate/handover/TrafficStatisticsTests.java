package io.hotupdate.handover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is counted over the whole life and over the last minutes.
 */
class TrafficStatisticsTests {

	private static final long MS = 1_000_000;

	private final AtomicLong now = new AtomicLong(Duration.ofHours(-1).toNanos());

	private final TrafficStatistics statistics = new TrafficStatistics(Duration.ofMinutes(5), this.now::get);

	@Test
	void nothingIsCountedAtFirst() {
		assertThat(this.statistics.total().requests()).isZero();
		assertThat(this.statistics.last().errorRatio()).isZero();
		assertThat(this.statistics.last().p99()).isZero();
		assertThat(this.statistics.last().slowerThan(0)).isZero();
	}

	@Test
	void lastMinutesForgetAndTheTotalDoesNot() {
		this.statistics.record(true, 40 * MS);
		pass(Duration.ofMinutes(2));
		this.statistics.record(false, 20 * MS);
		assertThat(this.statistics.last().requests()).isEqualTo(2);
		assertThat(this.statistics.last().errorRatio()).isEqualTo(0.5);
		pass(Duration.ofMinutes(4));
		this.statistics.record(false, -1);
		assertThat(this.statistics.last().requests()).isEqualTo(2);
		assertThat(this.statistics.last().errors()).isZero();
		assertThat(this.statistics.last().timed()).isEqualTo(1);
		assertThat(this.statistics.last().p99()).isBetween(19_900L, 20_200L);
		pass(Duration.ofDays(3));
		assertThat(this.statistics.last().requests()).isZero();
		assertThat(this.statistics.last().timed()).isZero();
		assertThat(this.statistics.total().requests()).isEqualTo(3);
		assertThat(this.statistics.total().errors()).isEqualTo(1);
		assertThat(this.statistics.total().timed()).isEqualTo(2);
	}

	@Test
	void sliceIsFilledInItsOwnTime() {
		for (int second = 0; second < 900; second++) {
			this.statistics.record(false, MS);
			pass(Duration.ofSeconds(1));
		}
		assertThat(this.statistics.last().requests()).isBetween(295L, 300L);
	}

	@Test
	void extremesAreKeptWithinTheRange() {
		this.statistics.record(false, 0);
		this.statistics.record(false, Duration.ofHours(1).toNanos());
		assertThat(this.statistics.total().timed()).isEqualTo(2);
		assertThat(this.statistics.total().p99()).isGreaterThanOrEqualTo(59_000_000);
	}

	@Test
	void threadsLoseNothing() throws Exception {
		TrafficStatistics statistics = new TrafficStatistics(Duration.ofMillis(60));
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			Thread thread = new Thread(() -> {
				for (int n = 0; n < 50_000; n++) {
					statistics.record(n % 10 == 0, n * 1_000L);
				}
			});
			threads.add(thread);
			thread.start();
		}
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(statistics.total().requests()).isEqualTo(200_000);
		assertThat(statistics.total().errors()).isEqualTo(20_000);
		assertThat(statistics.total().timed()).isEqualTo(200_000);
	}

	@Test
	void sampleCrossesInText() {
		for (int i = 0; i < 1_000; i++) {
			this.statistics.record(i < 10, i * MS);
		}
		TrafficSample sample = this.statistics.total();
		TrafficSample told = TrafficSample.decode(sample.requests(), sample.errors(), sample.encodedLatency());
		assertThat(told).isEqualTo(sample);
		assertThat(sample.encodedLatency()).hasSizeLessThan(2_000);
		assertThat(told.p99()).isBetween(985_000L, 1_000_000L);
		assertThat(told.slowerThan(900_000)).isBetween(0.08, 0.11);
		this.statistics.record(true, 5 * MS);
		TrafficSample difference = this.statistics.total().since(told);
		assertThat(difference.requests()).isEqualTo(1);
		assertThat(difference.errors()).isEqualTo(1);
		assertThat(difference.timed()).isEqualTo(1);
		assertThat(difference.p99()).isBetween(4_900L, 5_100L);
	}

	private void pass(Duration time) {
		this.now.addAndGet(time.toNanos());
	}

}
