package io.hotupdate.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.hotupdate.sample.ActuatorClient.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * From the POST to the first answer of the new version, against a plain start of the same
 * jar on a spare port of the same busy machine. Each is measured beside a fresh instance
 * of the old version under the same load.
 */
@EnabledIfSystemProperty(named = "hotupdate.soak", matches = "true")
class TimeToServeBenchmark {

	private static final Logger logger = LoggerFactory.getLogger(TimeToServeBenchmark.class);

	private static final int PAIRS = Benchmarks.count("pairs", 5);

	/** How many requests make the old version steady. */
	private static final int STEADY = Benchmarks.count("steady", 3_000);

	private static final double GOAL = 1.25;

	private static final SampleRelease TARGET = SampleRelease.SECOND;

	@TempDir
	Path folder;

	@Test
	void newVersionServesSoon() throws Exception {
		StringBuilder table = new StringBuilder();
		List<Double> ratios = new ArrayList<>();
		for (int pair = 1; pair <= PAIRS; pair++) {
			boolean plainFirst = pair % 2 == 0;
			double early = plainFirst ? plainStart(pair) : 0;
			Served update = update(pair);
			double plain = plainFirst ? early : plainStart(pair);
			ratios.add(update.withoutWarmUp() / plain);
			table.append(
					Benchmarks.line("pair %d: plain start %.2f s, update %.2f s of which warm-up %.2f s; ratio %.2f",
							pair, plain, update.seconds, update.warmUp, update.withoutWarmUp() / plain));
		}
		table.append("update without its warm-up to plain start: " + RatioInterval.of(ratios).against(GOAL));
		logger.info(Benchmarks.report(TimeToServeBenchmark.class, "From the POST to the new version's first answer",
				table));
	}

	private Served update(int pair) throws IOException {
		try (LoadedInstance old = LoadedInstance.start(this.folder.resolve("update-" + pair), STEADY,
				(launcher) -> launcher.property("hotupdate.probation.duration", "2s"))) {
			long posted = System.nanoTime();
			Answer answer = ActuatorClient.of(old.app()).update(TARGET.version(), Duration.ofMinutes(4), "confirmed");
			assertThat(answer.value("outcome")).as(() -> answer.text() + "\n" + old.app().tail())
				.isEqualTo("SUCCEEDED");
			LoadResult result = old.load().stop();
			assertThat(result.failures()).isEmpty();
			return new Served((result.firstAnswerOf(TARGET.version()) - posted) / 1e9,
					answer.json().at("/timings/WARMING").asLong() / 1e3);
		}
	}

	/** Seconds from the start of the process to its first answer. */
	private double plainStart(int pair) throws IOException {
		Path spare = Files.createDirectories(this.folder.resolve("spare-" + pair));
		AppLauncher launcher = AppProcess.in(spare).ownTemporaryFolder();
		try (LoadedInstance old = LoadedInstance.start(this.folder.resolve("plain-" + pair), STEADY,
				(options) -> options)) {
			long started = System.nanoTime();
			try (AppProcess app = launcher.start(TARGET.jar())) {
				double seconds = (System.nanoTime() - started) / 1e9;
				assertThat(app.port()).isNotEqualTo(old.app().port());
				assertThat(old.load().failed()).isZero();
				return seconds;
			}
		}
	}

	/**
	 * An update.
	 *
	 * @param seconds from the POST to the first answer
	 * @param warmUp seconds of its phase WARMING
	 */
	private record Served(double seconds, double warmUp) {

		double withoutWarmUp() {
			return this.seconds - this.warmUp;
		}

	}

}
