package io.hotupdate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.hotupdate.RestartPolicy.Decision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When what has failed is tried again.
 */
class RestartPolicyTests {

	private final TestClock clock = new TestClock();

	@Test
	void firstFailureAfterItWorkedIsTriedAtOnceAndThenDelaysDouble() {
		RestartPolicy policy = policy(RestartPreset.STANDARD, 1);
		policy.ready();
		assertThat(policy.failed(true).after()).isEqualTo(Duration.ZERO);
		assertThat(policy.failed(false).after()).isEqualTo(Duration.ofSeconds(5));
		assertThat(policy.failed(true).after()).isEqualTo(Duration.ofSeconds(10));
		assertThat(policy.failed(false).after()).isEqualTo(Duration.ofSeconds(20));
		Decision last = policy.failed(false);
		assertThat(last.after()).isEqualTo(Duration.ofSeconds(40));
		assertThat(last.text()).contains("5 of 5");
		Decision beyond = policy.failed(false);
		assertThat(beyond.after()).isNull();
		assertThat(beyond.text()).contains("5 times", "PT30M");
	}

	@Test
	void whatNeverWorkedIsNotTriedAtOnce() {
		assertThat(policy(RestartPreset.STANDARD, 0).failed(false).after()).isEqualTo(Duration.ofMillis(2500));
	}

	@ParameterizedTest
	@EnumSource(RestartPreset.class)
	void presetHasItsTriesWithDelaysFromItsFirstToItsLongest(RestartPreset preset) {
		RestartSettings figures = preset.settings();
		RestartPolicy policy = policy(preset, 1);
		List<Duration> delays = new ArrayList<>();
		for (Duration delay = policy.failed(false).after(); delay != null; delay = policy.failed(false).after()) {
			delays.add(delay);
		}
		assertThat(delays).hasSize(figures.tries()).isSorted();
		assertThat(delays.get(0)).isEqualTo(figures.backoff().first());
		assertThat(delays).allMatch((delay) -> delay.compareTo(figures.backoff().longest()) <= 0);
		assertThat(figures.problem(Duration.ofMinutes(2))).isEmpty();
	}

	@Test
	void presetsAreThoseOfTheTable() {
		assertThat(full(RestartPreset.SERVICE)).containsExactly(1L, 2L, 4L);
		assertThat(full(RestartPreset.CRITICAL)).containsExactly(2L, 4L, 8L, 16L, 32L);
		assertThat(full(RestartPreset.TOLERANT)).hasSize(1);
		assertThat(RestartPreset.STANDARD.settings().backoff().longest()).isEqualTo(Duration.ofMinutes(5));
	}

	@Test
	void failuresThatHaveLeftTheWindowDoNotCount() {
		RestartPolicy policy = policy(RestartPreset.TOLERANT, 0);
		assertThat(policy.failed(false).after()).isNotNull();
		this.clock.advance(Duration.ofMinutes(29));
		assertThat(policy.failed(false).after()).isNull();
		this.clock.advance(Duration.ofMinutes(2));
		assertThat(policy.failed(false).after()).isNotNull();
	}

	@Test
	void readyForLongEnoughForgetsEverything() {
		RestartPolicy policy = policy(RestartPreset.STANDARD, 1);
		for (int i = 0; i < 5; i++) {
			policy.failed(false);
		}
		policy.ready();
		this.clock.advance(Duration.ofMinutes(10));
		assertThat(policy.failed(true).after()).isEqualTo(Duration.ZERO);
		assertThat(policy.failed(false).after()).isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void readyForTooShortForgetsNothing() {
		RestartPolicy policy = policy(RestartPreset.TOLERANT, 1);
		policy.ready();
		assertThat(policy.failed(true).after()).isEqualTo(Duration.ZERO);
		policy.ready();
		this.clock.advance(Duration.ofMinutes(10).minusMillis(1));
		assertThat(policy.failed(true).after()).isNull();
	}

	@Test
	void personForgetsEverything() {
		RestartPolicy policy = policy(RestartPreset.TOLERANT, 1);
		policy.failed(false);
		policy.reset();
		assertThat(policy.failed(false).after()).isNotNull();
	}

	/**
	 * Against a plain count: over a long random life, no window ever has more tries than
	 * allowed.
	 */
	@Test
	void noWindowHasMoreTriesThanAllowed() {
		Random random = new Random(4711);
		RestartSettings figures = new RestartSettings(new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(8)), 4,
				Duration.ofMinutes(5), Duration.ofHours(10));
		RestartPolicy policy = new RestartPolicy(figures, this.clock, random::nextDouble);
		List<Long> tries = new ArrayList<>();
		int refused = 0;
		for (int i = 0; i < 10_000; i++) {
			this.clock.advance(Duration.ofSeconds(random.nextInt(120)));
			long now = this.clock.instant().getEpochSecond();
			policy.ready();
			Duration after = policy.failed(random.nextBoolean()).after();
			if (after == null) {
				refused++;
				continue;
			}
			tries.add(now);
			assertThat(tries.stream().filter((one) -> one >= now - 300)).hasSizeLessThanOrEqualTo(4);
		}
		assertThat(refused).isPositive();
		assertThat(tries).isNotEmpty();
	}

	@Test
	void jitterTakesAtMostHalf() {
		Backoff backoff = new Backoff(Duration.ofSeconds(4), Duration.ofSeconds(60));
		assertThat(backoff.delay(0, 0)).isEqualTo(Duration.ofSeconds(2));
		assertThat(backoff.delay(0, 1)).isEqualTo(Duration.ofSeconds(4));
		assertThat(backoff.delay(1, 0.5)).isEqualTo(Duration.ofSeconds(6));
		assertThat(backoff.delay(1_000, 1)).isEqualTo(Duration.ofSeconds(60));
	}

	@Test
	void windowThatIsShorterThanItsTriesIsRefused() {
		RestartSettings figures = new RestartSettings(RestartPreset.STANDARD.settings().backoff(), 5,
				Duration.ofMinutes(10), Duration.ofMinutes(10));
		assertThat(figures.problem(Duration.ofMinutes(2))).hasValueSatisfying(
				(text) -> assertThat(text).contains("PT10M", "5 tries", "PT12M35S", "perhaps you should"));
		assertThat(figures.problem(Duration.ofSeconds(30))).isEmpty();
	}

	@Test
	void figuresThatAreNoneAreRefused() {
		Duration minute = Duration.ofMinutes(1);
		Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(2));
		assertThat(new RestartSettings(backoff, -1, minute, minute).problem(minute)).isNotEmpty();
		assertThat(new RestartSettings(new Backoff(Duration.ZERO, minute), 1, minute, minute).problem(Duration.ZERO))
			.isNotEmpty();
		assertThat(new RestartSettings(new Backoff(minute, Duration.ofSeconds(1)), 1, Duration.ofHours(1), minute)
			.problem(minute)).isNotEmpty();
		assertThat(new RestartSettings(backoff, 0, Duration.ZERO, minute).problem(minute)).isNotEmpty();
		assertThat(new RestartSettings(backoff, 0, minute, minute).problem(minute)).isEmpty();
	}

	private RestartPolicy policy(RestartPreset preset, double random) {
		return new RestartPolicy(preset.settings(), this.clock, () -> random);
	}

	private static List<Long> full(RestartPreset preset) {
		RestartSettings figures = preset.settings();
		List<Long> delays = new ArrayList<>();
		for (int i = 0; i < figures.tries(); i++) {
			delays.add(figures.backoff().full(i).toSeconds());
		}
		return delays;
	}

}
