package io.hotupdate.sample;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One answer of /actuator/prometheus.
 *
 * @param began when it was asked for, by {@link System#nanoTime()}
 * @param ended when it was there
 * @param series the values by name and labels
 */
record Scrape(long began, long ended, Map<String, Double> series) {

	/** Ask an instance, over a connection of its own. */
	static Scrape of(AppProcess app) {
		long began = System.nanoTime();
		ActuatorClient.Answer answer = ActuatorClient.of(app)
			.call("GET", "/prometheus", Map.of("Accept", "text/plain"), null);
		long ended = System.nanoTime();
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		return new Scrape(began, ended, parse(answer.text()));
	}

	private static Map<String, Double> parse(String text) {
		Map<String, Double> series = new LinkedHashMap<>();
		text.lines().filter(Predicate.not((line) -> line.startsWith("#"))).forEach((line) -> {
			int blank = line.lastIndexOf(' ');
			Double before = series.put(line.substring(0, blank), Double.valueOf(line.substring(blank + 1)));
			assertThat(before).as("told twice: %s", line).isNull();
		});
		return series;
	}

	/** The sum of all series of a name that have all of the labels, {@code slot="a"}. */
	double sum(String name, String... labels) {
		return this.series.entrySet()
			.stream()
			.filter((entry) -> is(entry.getKey(), name, labels))
			.mapToDouble(Map.Entry::getValue)
			.sum();
	}

	/** Whether there is a series of a name that has all of the labels. */
	boolean has(String name, String... labels) {
		return this.series.keySet().stream().anyMatch((series) -> is(series, name, labels));
	}

	private static boolean is(String series, String name, String... labels) {
		if (!series.equals(name) && !series.startsWith(name + "{")) {
			return false;
		}
		for (String label : labels) {
			if (!series.contains(label)) {
				return false;
			}
		}
		return true;
	}

}
