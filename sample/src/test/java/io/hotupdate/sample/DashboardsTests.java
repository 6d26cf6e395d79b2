package io.hotupdate.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules that {@code sample/observability/grafana/validate} has besides Grafana's own
 * types, without Node.
 */
class DashboardsTests {

	private static final Set<String> UNITS = Set.of("none", "short", "s", "bytes", "percentunit", "reqps", "cps");

	private static final Pattern RANGE = Pattern.compile("\\[([^]]*)]");

	private static final Pattern SELECTOR = Pattern.compile("\\{[^}]*}");

	static List<Dashboard> dashboards() throws IOException {
		return Dashboard.all();
	}

	@Test
	void thereAreFive() throws IOException {
		assertThat(dashboards()).extracting(Dashboard::name)
			.containsExactly("handover", "impact", "logs", "now", "rollout");
	}

	@ParameterizedTest
	@MethodSource("dashboards")
	void canBeProvisioned(Dashboard board) {
		JsonNode json = board.json();
		assertThat(json.path("uid").asString()).isEqualTo("hotupdate-" + board.name());
		assertThat(json.path("title").asString()).isEqualToIgnoringCase("HotUpdate / " + board.name());
		assertThat(json.path("schemaVersion").asInt()).isEqualTo(42);
		assertThat(json.propertyNames()).doesNotContain("id", "__inputs", "__requires");
		assertThat(json.at("/links/0/tags/0").asString()).isEqualTo("hotupdate");
		assertThat(json.at("/tags/0").asString()).isEqualTo("hotupdate");
		assertThat(json.at("/templating/list").valueStream().map((variable) -> variable.path("name").asString()))
			.containsExactly("datasource", "job", "application", "instance");
	}

	@ParameterizedTest
	@MethodSource("dashboards")
	void panelsSayWhatTheyShow(Dashboard board) {
		for (JsonNode panel : board.panels()) {
			assertThat(panel.path("title").asString("")).isNotEmpty();
			assertThat(panel.path("description").asString("")).as(panel.path("title").asString()).isNotEmpty();
			if (!panel.path("type").asString().equals("text")) {
				assertThat(panel.at("/fieldConfig/defaults/unit").asString("")).isIn(UNITS);
				assertThat(panel.path("targets").size()).isPositive();
				assertThat(Stream.concat(Stream.of(panel), panel.path("targets").valueStream()))
					.as(panel.path("title").asString())
					.allSatisfy(
							(part) -> assertThat(part.at("/datasource/uid").asString("")).isEqualTo("${datasource}"));
			}
		}
	}

	@ParameterizedTest
	@MethodSource("dashboards")
	void panelsLieBesideEachOther(Dashboard board) {
		Set<String> taken = new HashSet<>();
		Set<Integer> ids = new HashSet<>();
		for (JsonNode panel : board.panels()) {
			JsonNode at = panel.path("gridPos");
			assertThat(ids.add(panel.path("id").asInt())).as("%s has an id of its own", panel.path("title")).isTrue();
			assertThat(at.path("x").asInt() + at.path("w").asInt()).isLessThanOrEqualTo(24);
			for (int x = at.path("x").asInt(); x < at.path("x").asInt() + at.path("w").asInt(); x++) {
				for (int y = at.path("y").asInt(); y < at.path("y").asInt() + at.path("h").asInt(); y++) {
					assertThat(taken.add(x + "," + y)).as("%s overlaps", panel.path("title")).isTrue();
				}
			}
		}
	}

	@ParameterizedTest
	@MethodSource("dashboards")
	void queriesAreOfKnownMetricsAndOfWhatIsChosen(Dashboard board) throws IOException {
		Set<String> known = new HashSet<>(Files.readAllLines(Dashboard.FOLDER.resolve("check/metrics.txt")));
		List<String> queries = new ArrayList<>(board.annotations().values());
		board.panels().forEach((panel) -> queries.addAll(Dashboard.queries(panel)));
		assertThat(queries).isNotEmpty().allSatisfy((query) -> {
			assertThat(RANGE.matcher(query).results()).allMatch((range) -> range.group(1).equals("$__rate_interval"));
			assertThat(Dashboard.metrics(query)).isNotEmpty().isSubsetOf(known);
			assertThat(SELECTOR.matcher(query).results()).isNotEmpty()
				.allMatch((selector) -> selector.group()
					.startsWith("{job=~\"$job\", application=~\"$application\", instance=~\"$instance\""));
		});
	}

	@Test
	void metricsAreThoseOfTheDocs() throws IOException {
		String docs = Files.readString(Path.of("..", "docs", "metrics.md"));
		assertThat(Files.readAllLines(Dashboard.FOLDER.resolve("check/metrics.txt")))
			.filteredOn((name) -> name.startsWith("hotupdate_"))
			.allSatisfy((name) -> assertThat(docs).contains("`" + name.replaceFirst("_(bucket|count|sum)$", "") + "`"));
	}

	@Test
	void provisioningIsYaml() throws IOException {
		for (String file : List.of("dashboards/hotupdate.yml", "datasources/prometheus.yml")) {
			Path path = Dashboard.FOLDER.resolve("provisioning").resolve(file);
			assertThat(new Yaml().<Object>load(Files.readString(path))).as(file).isNotNull();
		}
	}

}
