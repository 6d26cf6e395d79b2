package io.hotupdate.metrics;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.hotupdate.GenerationInfo;
import io.hotupdate.HandoverInfo;
import io.hotupdate.UpdateJournal;
import io.hotupdate.UpdateStatus;
import io.hotupdate.Version;
import io.hotupdate.connection.GatedConnectors;
import io.hotupdate.handover.Generation;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The page about metrics names what is measured, all of it and nothing else. */
class MetricsPageTests {

	private static final Path PAGE = Path.of("..", "docs", "metrics.md");

	private static final Pattern ROW = Pattern.compile("\\| `(hotupdate_\\w+)` \\| (\\w+) \\|([^|]*)\\|.*");

	/** Made by Spring Boot of the requests of a warm-up. */
	private static final Set<String> OF_BOOT = Set.of("hotupdate_warmup_requests_seconds");

	private static final Pattern LABELS = Pattern.compile("`(\\w+)`");

	private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

	@Test
	void pageAndRegistryAgree() throws IOException {
		assertThat(onThePage()).isEqualTo(inTheRegistry());
	}

	private static Map<String, String> onThePage() throws IOException {
		Map<String, String> metrics = new TreeMap<>();
		for (String line : Files.readAllLines(PAGE)) {
			Matcher row = ROW.matcher(line);
			if (row.matches() && !OF_BOOT.contains(row.group(1))) {
				Set<String> labels = new TreeSet<>();
				LABELS.matcher(row.group(3)).results().forEach((label) -> labels.add(label.group(1)));
				metrics.put(row.group(1), row.group(2) + " " + labels);
			}
		}
		return metrics;
	}

	private static Map<String, String> inTheRegistry() {
		PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		new InstanceMetrics(status()).bindTo(registry);
		new GenerationMetrics(new Generation(1, 2, new Version("1.0.0"), Instant.EPOCH, Path.of("tmp")))
			.bindTo(registry);
		new UpdateDurations().bindTo(registry);
		new RestartMetrics(() -> 0).bindTo(registry);
		new TomcatConnectionMetrics(new GatedConnectors()).bindTo(registry);
		Map<String, String> metrics = new TreeMap<>();
		Exposition.parse(registry.scrape().getBytes(StandardCharsets.UTF_8)).families().forEach((name, family) -> {
			String type = family.comments().get(family.comments().size() - 1).replaceAll(".* ", "");
			// the maximum of a timer has no place in queries
			if (!name.endsWith("_max")) {
				metrics.put(name, type + " " + labels(family));
			}
		});
		return metrics;
	}

	private static Set<String> labels(Family family) {
		Set<String> labels = new TreeSet<>();
		family.samples()
			.forEach((
					sample) -> LABEL.matcher(sample.series()).results().forEach((label) -> labels.add(label.group(1))));
		labels.remove("le");
		return labels;
	}

	private static UpdateStatus status() {
		GenerationInfo self = new GenerationInfo(1, 2, "1.0.0", GenerationInfo.Role.SERVING, GenerationInfo.Gate.OPEN,
				Instant.EPOCH);
		return new UpdateStatus("1.0.0", self, HandoverInfo.of(HandoverInfo.Mode.SHARED_LISTENER), new UpdateJournal() {

			@Override
			public @Nullable Entry load() {
				return null;
			}

			@Override
			public void save(Entry entry) {
				throw new UnsupportedOperationException();
			}

		}, Clock.systemUTC());
	}

}
