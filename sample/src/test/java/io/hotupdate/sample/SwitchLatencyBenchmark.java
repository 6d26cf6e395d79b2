package io.hotupdate.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.hotupdate.sample.ActuatorClient.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Latency in the 10 s around the switch against the 10 s before the POST, at 300
 * requests/s, with the warm-up and without one. The switch is the first answer of the new
 * version.
 */
@EnabledIfSystemProperty(named = "hotupdate.soak", matches = "true")
class SwitchLatencyBenchmark {

	private static final Logger logger = LoggerFactory.getLogger(SwitchLatencyBenchmark.class);

	private static final int ROUNDS = Benchmarks.count("rounds", 5);

	/** How many requests make the old version steady. */
	private static final int STEADY = Benchmarks.count("steady", 12_000);

	private static final int[] WARM_UPS = { 2_000, 0 };

	private static final Duration HALF = Duration.ofSeconds(5);

	private static final double GOAL = 2;

	private static final SampleRelease TARGET = SampleRelease.SECOND;

	@TempDir
	Path folder;

	@Test
	void switchIsHardlyFelt() throws Exception {
		List<List<Round>> rounds = List.of(new ArrayList<>(), new ArrayList<>());
		StringBuilder table = new StringBuilder("warm-up | p99 / p99.9 in ms: steady | start | -5 s to the switch"
				+ " | switch to +5 s | 10 s around it | ratios\n");
		for (int i = 0; i < ROUNDS * WARM_UPS.length; i++) {
			int variant = (i + i / WARM_UPS.length) % WARM_UPS.length;
			Round round = round(i, WARM_UPS[variant]);
			rounds.get(variant).add(round);
			table.append(Benchmarks.line("%7d | %s", WARM_UPS[variant], round));
		}
		for (int variant = 0; variant < WARM_UPS.length; variant++) {
			List<Round> all = rounds.get(variant);
			table.append(Benchmarks.line("warm-up %d: p99 %s", WARM_UPS[variant],
					RatioInterval.of(all.stream().map((round) -> round.ratio(Latency::p99)).toList()).against(GOAL)));
			table.append(Benchmarks.line("warm-up %d: p99.9 %s", WARM_UPS[variant],
					RatioInterval.of(all.stream().map((round) -> round.ratio(Latency::p999)).toList())));
		}
		logger.info(Benchmarks.report(SwitchLatencyBenchmark.class, "Latency around the switch", table));
	}

	private Round round(int number, int warmUp) throws IOException {
		try (LoadedInstance old = LoadedInstance.start(this.folder.resolve("round-" + number), STEADY,
				(launcher) -> launcher.property("hotupdate.warm-up.requests", warmUp)
					.property("hotupdate.probation.duration", "2s"))) {
			long posted = System.nanoTime();
			Answer answer = ActuatorClient.of(old.app()).update(TARGET.version(), Duration.ofMinutes(4), "confirmed");
			assertThat(answer.value("outcome")).as(() -> answer.text() + "\n" + old.app().tail())
				.isEqualTo("SUCCEEDED");
			// what is due in the 5 s after the switch, and a second more
			old.awaitMore(6 * 300);
			LoadResult result = old.load().stop();
			assertThat(result.failures()).as(result::toString).isEmpty();
			long switched = result.firstAnswerOf(TARGET.version());
			long from = switched - HALF.toNanos();
			long to = switched + HALF.toNanos();
			return new Round(Latency.of(result, posted - 2 * HALF.toNanos(), posted),
					Latency.of(result, posted, Math.max(posted, from)), Latency.of(result, from, switched),
					Latency.of(result, switched, to), Latency.of(result, from, to));
		}
	}

	private record Round(Latency steady, Latency start, Latency before, Latency after, Latency around) {

		double ratio(ToDoubleFunction<Latency> percentile) {
			return percentile.applyAsDouble(this.around) / percentile.applyAsDouble(this.steady);
		}

		@Override
		public String toString() {
			return String.format(Locale.ROOT, "%s | %s | %s | %s | %s | %.2f / %.2f", this.steady, this.start,
					this.before, this.after, this.around, ratio(Latency::p99), ratio(Latency::p999));
		}

	}

	private record Latency(double p99, double p999) {

		static Latency of(LoadResult result, long from, long to) {
			return new Latency(result.latency(99, from, to).toNanos() / 1e6,
					result.latency(99.9, from, to).toNanos() / 1e6);
		}

		@Override
		public String toString() {
			return String.format(Locale.ROOT, "%.1f / %.1f", this.p99, this.p999);
		}

	}

}
