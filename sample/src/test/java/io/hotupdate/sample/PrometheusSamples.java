package io.hotupdate.sample;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Adds up what a Prometheus has scraped, without its extrapolation.
 *
 * @param port its port on 127.0.0.1
 */
record PrometheusSamples(int port) {

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	/**
	 * How far all series of a selector have risen. A counter that falls has begun anew.
	 * @param selector the series
	 * @param back how far back to look, such as {@code 10m}
	 */
	Rise rise(String selector, String back) throws IOException, InterruptedException {
		String query = URLEncoder.encode(selector + "[" + back + "]", StandardCharsets.UTF_8);
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/api/v1/query?query=" + query))
			.timeout(Duration.ofSeconds(30))
			.build();
		JsonNode result = JsonMapper.shared()
			.readTree(CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body())
			.at("/data/result");
		double first = 0;
		double total = 0;
		for (JsonNode series : result) {
			double last = 0;
			boolean isFirst = true;
			for (JsonNode point : series.path("values")) {
				double value = Double.parseDouble(point.get(1).asString());
				total += (value < last) ? value : value - last;
				first += isFirst ? value : 0;
				isFirst = false;
				last = value;
			}
		}
		return new Rise(result.size(), first, total);
	}

	/**
	 * How series have risen.
	 *
	 * @param series how many there are
	 * @param first the sum of their first values
	 * @param total how far they have come, from 0
	 */
	record Rise(int series, double first, double total) {

	}

}
