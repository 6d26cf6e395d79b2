package io.hotupdate.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Processor time of the server for a request (utime and stime of its process) with
 * something, against without it: interleaved pairs of fresh processes. The request is the
 * cheapest one of the order desk, GET /, on which an overhead shows most.
 *
 * @param folder where the processes keep their files
 * @param with the properties that make the difference
 * @param without the same without it
 * @param goal what the ratio should not exceed
 */
record CpuComparison(Path folder, Map<String, ?> with, Map<String, ?> without, double goal) {

	private static final int PAIRS = Benchmarks.count("pairs", 15);

	private static final int WARM_UP = Benchmarks.count("warm-up", 100_000);

	private static final int REQUESTS = Benchmarks.count("requests", 60_000);

	/** Measure, and report the pairs and what they say about the goal. */
	String report(Class<?> benchmark) throws IOException, InterruptedException {
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
		table.append("with to without: " + RatioInterval.of(ratios).against(this.goal));
		return Benchmarks.report(benchmark,
				"Processor time per request, " + REQUESTS + " requests after " + WARM_UP + " to warm up", table);
	}

	private double microsPerRequest(int pair, boolean on) throws IOException, InterruptedException {
		Path place = Files.createDirectories(this.folder.resolve(pair + (on ? "-with" : "-without")));
		AppLauncher launcher = AppProcess.in(place).ownTemporaryFolder();
		(on ? this.with : this.without).forEach(launcher::property);
		try (AppProcess app = launcher.start(SampleRelease.FIRST.jar())) {
			ClosedLoop client = new ClosedLoop(app.port());
			client.run(WARM_UP);
			Duration before = LinuxProcesses.processorTime(app.pid());
			client.run(REQUESTS);
			return LinuxProcesses.processorTime(app.pid()).minus(before).toNanos() / 1e3 / REQUESTS;
		}
	}

}
