package io.hotupdate.sample;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.hotupdate.sample.Exchange.Kind;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link LoadResult}. */
class LoadResultTests {

	private static final long MS = 1_000_000;

	@Test
	void latencyCountsFromTheIntendedTime() {
		Exchange late = new Exchange(Kind.GET, 0, 900 * MS, 901 * MS, Outcome.OK, 200, "1.0.0", 0, false, false, null,
				null);
		assertThat(new LoadResult(0, List.of(late)).latency(50)).isEqualTo(Duration.ofMillis(901));
	}

	@Test
	void latencyPercentileOfAWindow() {
		List<Exchange> exchanges = new ArrayList<>();
		for (int i = 1; i <= 100; i++) {
			exchanges.add(answered(Kind.GET, i, i, null));
			exchanges.add(answered(Kind.GET, 1000 + i, 500, null));
		}
		LoadResult result = new LoadResult(0, exchanges);
		assertThat(result.latency(99, 0, 1000 * MS)).isEqualTo(Duration.ofMillis(99));
		assertThat(result.latency(100, 0, 1000 * MS)).isEqualTo(Duration.ofMillis(100));
		assertThat(result.latency(50, 5000 * MS, 6000 * MS)).isZero();
	}

	@Test
	void withoutServiceCountsSlicesWithoutOneQuickAnswer() {
		LoadResult result = new LoadResult(0,
				List.of(answered(Kind.GET, 10, 5, null), failed(20, false, Outcome.REFUSED),
						failed(110, false, Outcome.REFUSED), answered(Kind.SLOW, 120, 2000, null),
						answered(Kind.GET, 210, 1500, null), answered(Kind.GET, 310, 5, null)));
		assertThat(result.withoutService()).isEqualTo(Duration.ofMillis(200));
	}

	@Test
	void lostOnReuseIsPartOfTheFailures() {
		LoadResult result = new LoadResult(0,
				List.of(failed(1, true, Outcome.EOF_BEFORE_RESPONSE), failed(2, false, Outcome.EOF_BEFORE_RESPONSE),
						failed(3, true, Outcome.TRUNCATED), answered(Kind.POST, 4, 1, "order")));
		assertThat(result.failures()).hasSize(3);
		assertThat(result.lostOnReuse()).hasSize(1);
		assertThat(result.acknowledged()).containsExactly("order");
	}

	@Test
	void firstAnswerOfARelease() {
		LoadResult result = new LoadResult(0, List.of(answered(Kind.GET, 1, 2, null)));
		assertThat(result.firstAnswerOf("1.0.0")).isEqualTo(3 * MS);
		assertThat(result.firstAnswerOf("1.1.0")).isEqualTo(Long.MAX_VALUE);
	}

	private static Exchange answered(Kind kind, long atMs, long latencyMs, @Nullable String orderId) {
		return new Exchange(kind, atMs * MS, atMs * MS, (atMs + latencyMs) * MS, Outcome.OK, 200, "1.0.0", 0, false,
				false, orderId, null);
	}

	private static Exchange failed(long atMs, boolean reused, Outcome outcome) {
		return new Exchange(Kind.GET, atMs * MS, atMs * MS, atMs * MS, outcome, 0, null, 0, reused, false, null,
				"failed");
	}

}
