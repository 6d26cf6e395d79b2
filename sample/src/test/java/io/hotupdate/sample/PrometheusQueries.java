package io.hotupdate.sample;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks a Prometheus what a dashboard asks it, second by second.
 *
 * @param port its port on 127.0.0.1
 * @param from the first second
 * @param to the last one
 */
record PrometheusQueries(int port, long from, long to) {

	/** At least four of the scrapes, which come every second. */
	private static final String RATE_INTERVAL = "5s";

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	/** What a panel shows. */
	List<Curve> of(JsonNode panel) throws IOException, InterruptedException {
		List<Curve> curves = new ArrayList<>();
		for (JsonNode target : panel.path("targets")) {
			curves.addAll(run(target.path("expr").asString(), target.path("legendFormat").asString("")));
		}
		return curves;
	}

	/** Run a query of a dashboard with all jobs, applications and instances. */
	List<Curve> run(String query, String legend) throws IOException, InterruptedException {
		String ready = query.replace("$__rate_interval", RATE_INTERVAL).replaceAll("\"\\$\\w+\"", "\".*\"");
		String form = "query=" + URLEncoder.encode(ready, StandardCharsets.UTF_8) + "&start=" + this.from + "&end="
				+ this.to + "&step=1";
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/api/v1/query_range"))
			.timeout(Duration.ofSeconds(30))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(HttpRequest.BodyPublishers.ofString(form))
			.build();
		HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
		if (response.statusCode() != 200) {
			throw new IOException(ready + " is answered with " + response.body());
		}
		return JsonMapper.shared()
			.readTree(response.body())
			.at("/data/result")
			.valueStream()
			.map((result) -> curve(result, legend))
			.toList();
	}

	private static Curve curve(JsonNode result, String legend) {
		Map<String, String> labels = new TreeMap<>();
		result.path("metric").forEachEntry((name, value) -> labels.put(name, value.asString()));
		JsonNode points = result.path("values");
		double[] times = points.valueStream().mapToDouble((point) -> point.get(0).asDouble()).toArray();
		double[] values = points.valueStream().mapToDouble((point) -> number(point.get(1).asString())).toArray();
		return new Curve(Curve.name(legend, labels), labels, times, values);
	}

	private static double number(String text) {
		return switch (text) {
			case "+Inf" -> Double.POSITIVE_INFINITY;
			case "-Inf" -> Double.NEGATIVE_INFINITY;
			default -> Double.parseDouble(text);
		};
	}

}
