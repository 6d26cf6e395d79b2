package io.hotupdate.metrics;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

import io.hotupdate.process.RuntimeDirectory;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a scrape of 500 timers with 13 buckets each costs: as Spring Boot alone makes it,
 * with a slot, and of two generations. Interleaved rounds in one process.
 */
@EnabledIfSystemProperty(named = "hotupdate.soak", matches = "true")
class ScrapeCostTests {

	private static final Logger logger = LoggerFactory.getLogger(ScrapeCostTests.class);

	private static final int METERS = 500;

	private static final int WARM_UP = 100;

	private static final int ROUNDS = Integer.getInteger("hotupdate.benchmark.rounds", 200);

	@Test
	void scrapesOfTwoGenerationsAreMeasured() throws IOException {
		Path folder = Files.createTempDirectory(Path.of("/tmp"), "hu");
		RuntimeDirectory directory = RuntimeDirectory.at(folder.resolve("run"));
		OwnExposition own = registry();
		InstanceExposition predecessor = new InstanceExposition(1, own, () -> false, directory, Clock.systemUTC());
		InstanceExposition successor = new InstanceExposition(2, own, () -> true, directory, Clock.systemUTC());
		List<Long> boot = new ArrayList<>();
		List<Long> one = new ArrayList<>();
		List<Long> two = new ArrayList<>();
		successor.begin(true);
		for (int round = -WARM_UP; round < ROUNDS; round++) {
			measure(round, boot, () -> own.scrape(ExpositionFormat.TEXT, Set.of()));
			measure(round, one, () -> successor.scrape(ExpositionFormat.TEXT, Set.of()));
			predecessor.begin(true);
			measure(round, two, () -> successor.scrape(ExpositionFormat.TEXT, Set.of()));
			predecessor.begin(false);
			successor.begin(true);
		}
		int plain = own.scrape(ExpositionFormat.TEXT, Set.of()).length;
		int merged = successor.scrape(ExpositionFormat.TEXT, Set.of()).length;
		successor.end();
		assertThat(merged).isGreaterThan(plain);
		logger.info(String.format(Locale.ROOT,
				"%d timers, %d rounds: %,d bytes from Spring Boot, %,d with slots; median %.1f ms, %.1f ms with one"
						+ " generation, %.1f ms with two",
				METERS, ROUNDS, plain, merged, median(boot), median(one), median(two)));
	}

	private static void measure(int round, List<Long> times, Supplier<byte[]> scrape) {
		long began = System.nanoTime();
		byte[] exposition = scrape.get();
		long took = System.nanoTime() - began;
		assertThat(exposition).isNotEmpty();
		if (round >= 0) {
			times.add(took);
		}
	}

	private static double median(List<Long> times) {
		Collections.sort(times);
		return times.get(times.size() / 2) / 1e6;
	}

	private static OwnExposition registry() {
		PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		registry.config().meterFilter(new RequestHistogram());
		for (int i = 0; i < METERS; i++) {
			Timer.builder("http.server.requests")
				.tag("uri", "/path/" + i)
				.tag("status", "200")
				.register(registry)
				.record(Duration.ofMillis(i));
		}
		return (format, names) -> registry.scrape().getBytes(StandardCharsets.UTF_8);
	}

}
