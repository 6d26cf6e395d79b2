package io.hotupdate.sample;

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

/**
 * Processor time of the server for a request (utime and stime of its process) with the
 * starter, against {@code hotupdate.enabled=false}. The request is the cheapest one of
 * the order desk, GET /, on which an overhead shows most.
 */
@EnabledIfSystemProperty(named = "hotupdate.soak", matches = "true")
class CpuPerRequestBenchmark {

	private static final Logger logger = LoggerFactory.getLogger(CpuPerRequestBenchmark.class);

	private static final int PAIRS = Benchmarks.count("pairs", 15);

	private static final int WARM_UP = Benchmarks.count("warm-up", 100_000);

	private static final int REQUESTS = Benchmarks.count("requests", 60_000);

	private static final double GOAL = 1.02;

	@TempDir
	Path folder;

	@Test
	void starterCostsLittle() throws Exception {
		StringBuilder table = new StringBuilder();
		List<Double> ratios = new ArrayList<>();
		for (int pair = 1; pair <= PAIRS; pair++) {
			boolean withFirst = pair % 2 == 0;
			double first = microsPerRequest(pair, withFirst);
			double second = microsPerRequest(pair, !withFirst);
			double with = withFirst ? first : second;
			double without = withFirst ? second : first;
			ratios.add(with / without);
			table.append(Benchmarks.line("pair %2d: with %.1f µs, without %.1f µs, ratio %.3f", pair, with, without,
					with / without));
		}
		table.append("with to without: " + RatioInterval.of(ratios).against(GOAL));
		logger.info(Benchmarks.report(CpuPerRequestBenchmark.class,
				"Processor time per request, " + REQUESTS + " requests after " + WARM_UP + " to warm up", table));
	}

	private double microsPerRequest(int pair, boolean enabled) throws Exception {
		Path place = Files.createDirectories(this.folder.resolve(pair + (enabled ? "-with" : "-without")));
		AppLauncher launcher = AppProcess.in(place).ownTemporaryFolder().property("hotupdate.enabled", enabled);
		try (AppProcess app = launcher.start(SampleRelease.FIRST.jar())) {
			ClosedLoop client = new ClosedLoop(app.port());
			client.run(WARM_UP);
			Duration before = processorTime(app.pid());
			client.run(REQUESTS);
			return processorTime(app.pid()).minus(before).toNanos() / 1e3 / REQUESTS;
		}
	}

	/** On Linux the JDK takes it from /proc/pid/stat. */
	private static Duration processorTime(long pid) {
		return ProcessHandle.of(pid).flatMap((process) -> process.info().totalCpuDuration()).orElseThrow();
	}

}
