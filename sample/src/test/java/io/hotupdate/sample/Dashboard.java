package io.hotupdate.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A dashboard of Grafana, from its file.
 *
 * @param name the file's name without its ending
 * @param json what it holds
 */
record Dashboard(String name, JsonNode json) {

	static final Path FOLDER = Path.of("observability", "grafana");

	private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");

	private static final Pattern NO_METRIC = Pattern
		.compile("\\{[^}]*}|\\[[^]]*]|\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");

	private static final Pattern FUNCTION = Pattern.compile("\\b\\w+\\s*(?=\\()");

	private static final Pattern NAME = Pattern.compile("[a-zA-Z_]\\w*");

	/** All of them, by name. */
	static List<Dashboard> all() throws IOException {
		List<Dashboard> all = new ArrayList<>();
		try (Stream<Path> files = Files.list(FOLDER.resolve("dashboards"))) {
			for (Path file : files.sorted().toList()) {
				all.add(new Dashboard(file.getFileName().toString().replace(".json", ""),
						JsonMapper.shared().readTree(Files.readString(file))));
			}
		}
		return all;
	}

	List<JsonNode> panels() {
		return this.json.path("panels").valueStream().toList();
	}

	/** The panels that have queries. */
	List<JsonNode> graphs() {
		return panels().stream().filter((panel) -> panel.has("targets")).toList();
	}

	/** The queries of the annotations by their names. */
	Map<String, String> annotations() {
		Map<String, String> queries = new LinkedHashMap<>();
		this.json.at("/annotations/list")
			.forEach((note) -> queries.put(note.path("name").asString(), note.at("/target/expr").asString()));
		return queries;
	}

	static List<String> queries(JsonNode panel) {
		return panel.path("targets").valueStream().map((target) -> target.path("expr").asString()).toList();
	}

	/** The names of the metrics in a query. */
	static Set<String> metrics(String query) {
		Set<String> names = new TreeSet<>();
		String bare = NO_METRIC.matcher(query).replaceAll(" ");
		NAME.matcher(FUNCTION.matcher(bare).replaceAll(" "))
			.results()
			.map((name) -> name.group())
			.filter((name) -> !WORDS.contains(name))
			.forEach(names::add);
		return names;
	}

	@Override
	public String toString() {
		return this.name;
	}

}
