package io.hotupdate.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Every query of every panel and annotation, run against a real Prometheus that has
 * scraped a real group each second: through a rollout with held connections, a release
 * that was taken back, one that could not be had, and a Redis that was away. Each panel
 * has to show what has happened; from the same data come the pictures in docs/images.
 */
class PanelsIT {

	private static final Logger logger = LoggerFactory.getLogger(PanelsIT.class);

	private static final int INSTANCES = Benchmarks.count("instances", 3);

	private static final int RATE = 20;

	private static final String CAPTION = "Drawn by a program of the tests from what the panels' queries returned in a run of PanelsIT (three instances, a scrape a second); not a screenshot of Grafana.";

	@TempDir
	Path folder;

	private final List<AutoCloseable> closed = new ArrayList<>();

	@AfterEach
	void stop() throws Exception {
		for (int i = this.closed.size() - 1; i >= 0; i--) {
			this.closed.get(i).close();
		}
	}

	@Test
	void everyPanelShowsWhatHasHappened() throws Exception {
		assumeThat(Boolean.getBoolean("hotupdate.soak")).as("only in the profile soak").isTrue();
		assumeThat(PrometheusProcess.isInstalled()).as("prometheus is installed").isTrue();
		ObservedGroup group = new ObservedGroup(this.folder, INSTANCES, RATE);
		this.closed.add(group);
		group.start();
		PrometheusProcess prometheus = PrometheusProcess
			.start(Files.createDirectories(this.folder.resolve("prometheus")), configuration(group));
		this.closed.add(prometheus);
		group.run();
		long[] all = group.window("all");
		check(new PrometheusQueries(prometheus.port(), all[0], all[1]));
		draw(prometheus.port(), group);
	}

	private static String configuration(ObservedGroup group) {
		return """
				global: {scrape_interval: 1s, scrape_timeout: 1s}
				scrape_configs:
				  - job_name: hotupdate
				    metrics_path: /actuator/prometheus
				    static_configs:
				      - {targets: %s, labels: {application: order-desk}}
				""".formatted(group.targets());
	}

	private static void check(PrometheusQueries queries) throws Exception {
		PanelExpectations expectations = new PanelExpectations(INSTANCES, RATE, SampleRelease.ERRORS.version());
		SoftAssertions softly = new SoftAssertions();
		TreeSet<String> seen = new TreeSet<>();
		int count = 0;
		for (Dashboard board : Dashboard.all()) {
			for (JsonNode panel : board.graphs()) {
				String name = board.name() + "/" + panel.path("title").asString();
				List<Curve> curves = queries.of(panel);
				seen.add(name);
				count += panel.path("targets").size();
				PanelExpectations.Expectation expected = expectations.of(name);
				softly.assertThat(expected.holds(curves)).as("%s: %s; but %s", name, expected.words(), curves).isTrue();
				logger.info("{}: {} ({} curves)", name, expected.words(), curves.size());
			}
			for (Map.Entry<String, String> note : board.annotations().entrySet()) {
				count++;
				softly.assertThat(queries.run(note.getValue(), ""))
					.as("%s, annotation %s", board.name(), note.getKey())
					.isNotEmpty();
			}
		}
		softly.assertAll();
		assertThat(seen).as("panels of which something is expected").isEqualTo(expectations.panels());
		logger.info(Benchmarks.report(PanelsIT.class, count + " queries of " + seen.size() + " panels",
				"each returned what it has to show"));
	}

	private static void draw(int port, ObservedGroup group) throws IOException, InterruptedException {
		Path target = Files.createDirectories(Path.of("target", "dashboards"));
		Map<String, Integer> sizes = new LinkedHashMap<>();
		for (Dashboard board : Dashboard.all()) {
			long[] window = group.window(board.name());
			PrometheusQueries queries = new PrometheusQueries(port, window[0], window[1]);
			GraphPicture picture = new GraphPicture(window[0], window[1]);
			for (JsonNode panel : board.graphs()) {
				picture.add(panel, queries.of(panel));
			}
			String svg = picture.svg(board.json().path("title").asString(), CAPTION);
			Files.writeString(target.resolve("dashboard-" + board.name() + ".svg"), svg);
			sizes.put(board.name(), svg.length());
		}
		logger.info("Drawn into {}: {}", target.toAbsolutePath(), sizes);
		assertThat(sizes.values()).allMatch((size) -> size < 150_000);
	}

}
