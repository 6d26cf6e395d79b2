package io.hotupdate.sample;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import tools.jackson.databind.JsonNode;

/** The colours of a panel, and how it writes a value. */
final class GraphColours {

	private static final List<String> PALETTE = List.of("#3274d9", "#e0752d", "#2f9e44", "#a352cc", "#d9a300",
			"#e02f44", "#0a9fb5", "#7a5195", "#6e7681", "#8f3b1b");

	private static final Map<String, String> NAMED = Map.ofEntries(Map.entry("green", "#56a64b"),
			Map.entry("blue", "#3274d9"), Map.entry("light-blue", "#8ab8ff"), Map.entry("yellow", "#f2cc0c"),
			Map.entry("light-yellow", "#ffee52"), Map.entry("orange", "#ff9830"), Map.entry("dark-orange", "#fa6400"),
			Map.entry("red", "#e02f44"), Map.entry("light-red", "#ff7383"), Map.entry("dark-red", "#c4162a"),
			Map.entry("purple", "#a352cc"), Map.entry("text", "#c3c8d0"));

	private final JsonNode overrides;

	private final JsonNode defaults;

	private final Map<String, String> given = new LinkedHashMap<>();

	GraphColours(JsonNode panel) {
		this.overrides = panel.at("/fieldConfig/overrides");
		this.defaults = panel.at("/fieldConfig/defaults");
	}

	/** The colour of a curve by its name. */
	String of(String name) {
		return this.given.computeIfAbsent(name, (one) -> {
			for (JsonNode override : this.overrides) {
				if (one.matches(override.at("/matcher/options").asString().replace("^", "") + ".*")) {
					return named(override.at("/properties/0/value/fixedColor").asString());
				}
			}
			return PALETTE.get(this.given.size() % PALETTE.size());
		});
	}

	/** The colour of a value that has a text, and of a threshold. */
	String of(double value) {
		JsonNode mapping = mapping(value);
		if (!mapping.isMissingNode()) {
			return named(mapping.path("color").asString());
		}
		String colour = "text";
		for (JsonNode step : this.defaults.at("/thresholds/steps")) {
			if (step.path("value").isNull() || value >= step.path("value").asDouble()) {
				colour = step.path("color").asString();
			}
		}
		return named(colour);
	}

	/** The text of a value: its mapping's, or the number in its unit. */
	String text(double value) {
		JsonNode mapping = mapping(value);
		return mapping.isMissingNode() ? value(value, this.defaults.path("unit").asString(""))
				: mapping.path("text").asString();
	}

	private JsonNode mapping(double value) {
		return this.defaults.at("/mappings/0/options").path(String.valueOf((long) value));
	}

	private static String named(String colour) {
		return NAMED.getOrDefault(colour, "#6e7681");
	}

	static String value(double value, String unit) {
		return switch (unit) {
			case "s" -> (value == 0) ? "0 s" : (value < 1) ? short3(value * 1000) + " ms" : short3(value) + " s";
			case "bytes" -> short3(value / (1 << 20)) + " MiB";
			case "percentunit" -> short3(value * 100) + " %";
			case "reqps", "cps" -> short3(value) + "/s";
			default -> short3(value);
		};
	}

	private static String short3(double value) {
		String text = String.format(Locale.ROOT, (Math.abs(value) >= 100) ? "%.0f" : "%.2f", value);
		return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
	}

}
