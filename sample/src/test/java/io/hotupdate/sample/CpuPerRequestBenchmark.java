package io.hotupdate.sample;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processor time of the server for a request with the starter, against
 * {@code hotupdate.enabled=false}.
 */
@EnabledIfSystemProperty(named = "hotupdate.soak", matches = "true")
class CpuPerRequestBenchmark {

	private static final Logger logger = LoggerFactory.getLogger(CpuPerRequestBenchmark.class);

	@TempDir
	Path folder;

	@Test
	void starterCostsLittle() throws Exception {
		logger.info(new CpuComparison(this.folder, Map.of("hotupdate.enabled", true),
				Map.of("hotupdate.enabled", false), 1.02)
			.report(CpuPerRequestBenchmark.class));
	}

}
