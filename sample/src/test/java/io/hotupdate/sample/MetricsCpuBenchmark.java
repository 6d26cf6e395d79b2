package io.hotupdate.sample;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processor time of the server for a request with all that HotUpdate measures, the
 * buckets of the request times among it, against Spring Boot's own metrics alone.
 */
@EnabledIfSystemProperty(named = "hotupdate.soak", matches = "true")
class MetricsCpuBenchmark {

	private static final Logger logger = LoggerFactory.getLogger(MetricsCpuBenchmark.class);

	private static final double GOAL = 1.01;

	@TempDir
	Path folder;

	@Test
	void metricsCostLittle() throws Exception {
		logger.info(new CpuComparison(this.folder, Map.of("hotupdate.metrics.enabled", true),
				Map.of("hotupdate.metrics.enabled", false), GOAL)
			.report(MetricsCpuBenchmark.class));
	}

}
