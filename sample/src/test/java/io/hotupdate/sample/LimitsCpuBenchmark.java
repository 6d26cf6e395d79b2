package io.hotupdate.sample;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processor time of the server for a request with all limits on, against none but
 * Tomcat's own. Both sides close a connection after 100 requests, as Tomcat does.
 */
@EnabledIfSystemProperty(named = "hotupdate.soak", matches = "true")
class LimitsCpuBenchmark {

	private static final Logger logger = LoggerFactory.getLogger(LimitsCpuBenchmark.class);

	/** Those that are on by default need no mention. */
	private static final Map<String, ?> ALL = Map.of("hotupdate.limits.read-timeout", "60s",
			"hotupdate.limits.write-timeout", "60s", "hotupdate.limits.max-connections", 8192,
			"hotupdate.limits.max-requests-per-connection", 100, "hotupdate.limits.paths[0].pattern", "/files/**",
			"hotupdate.limits.paths[0].read-timeout", "10m");

	@TempDir
	Path folder;

	@Test
	void limitsCostLittle() throws Exception {
		logger.info(new CpuComparison(this.folder, ALL, Map.of("hotupdate.limits.enabled", false), 1.02)
			.report(LimitsCpuBenchmark.class));
	}

}
