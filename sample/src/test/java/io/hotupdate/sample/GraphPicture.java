package io.hotupdate.sample;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import tools.jackson.databind.JsonNode;

/**
 * Draws a dashboard as SVG from what its queries have answered: not what Grafana draws,
 * but the same data in the same places.
 */
final class GraphPicture {

	private static final double COLUMN = 50;

	private static final double ROW = 30;

	private static final double HEAD = 46;

	private static final double GAP = 6;

	private final StringBuilder svg = new StringBuilder();

	private final long from;

	private final long to;

	private double bottom;

	/**
	 * Create an empty picture.
	 * @param from the first second that it shows
	 * @param to the last one, at which panels without a time axis are read
	 */
	GraphPicture(long from, long to) {
		this.from = from;
		this.to = to;
	}

	/** Draw a panel where the dashboard has it. */
	void add(JsonNode panel, List<Curve> answer) {
		JsonNode at = panel.path("gridPos");
		double x = at.path("x").asDouble() * COLUMN + GAP / 2;
		double y = HEAD + at.path("y").asDouble() * ROW + GAP / 2;
		double width = at.path("w").asDouble() * COLUMN - GAP;
		double height = at.path("h").asDouble() * ROW - GAP;
		this.bottom = Math.max(this.bottom, y + height);
		this.svg
			.append(format("<rect x='%.0f' y='%.0f' width='%.0f' height='%.0f' rx='3' fill='#fff' stroke='#dcdfe4'/>",
					x, y, width, height));
		text(x + 10, y + 18, "t", panel.path("title").asString());
		double[] box = { x, y + 24, width, height - 24 };
		List<Curve> curves = answer.stream().filter(this::isSeen).sorted(Comparator.comparing(Curve::name)).toList();
		GraphColours colours = new GraphColours(panel);
		switch (panel.path("type").asString()) {
			case "timeseries" -> new GraphPlot(this.svg, panel, box, this.from, this.to).draw(curves, colours);
			case "state-timeline" -> timeline(curves, colours, box);
			case "stat" -> stat(now(curves), colours, box);
			case "bargauge" -> gauges(now(curves), colours, box, panel);
			case "table" -> table(now(curves), colours, box, panel);
			default -> throw new IllegalArgumentException(panel.path("type") + " cannot be drawn");
		}
	}

	private boolean isSeen(Curve curve) {
		for (long second = this.from; second <= this.to; second++) {
			if (curve.at(second).isPresent()) {
				return true;
			}
		}
		return false;
	}

	private List<Curve> now(List<Curve> curves) {
		return curves.stream().filter((curve) -> curve.at(this.to).isPresent()).toList();
	}

	private void timeline(List<Curve> curves, GraphColours colours, double[] box) {
		double names = 14 + 6.8 * curves.stream().mapToInt((curve) -> curve.name().length()).max().orElse(0);
		double row = (box[3] - 26) / Math.max(1, curves.size());
		double left = box[0] + names;
		double width = box[2] - names - 12;
		for (int i = 0; i < curves.size(); i++) {
			Curve curve = curves.get(i);
			double y = box[1] + i * row;
			text(box[0] + 8, y + row / 2 + 4, "s", curve.name());
			for (long[] piece : pieces(curve)) {
				double value = curve.at(this.from + piece[0]).orElseThrow();
				double x = left + width * piece[0] / (this.to - this.from);
				double wide = width * Math.min(piece[1] - piece[0], this.to - this.from - piece[0])
						/ (this.to - this.from);
				this.svg
					.append(format("<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' fill='%s' fill-opacity='.8'/>",
							x, y + row * .1, wide, row * .8, colours.of(value)));
				String text = colours.text(value);
				if (wide > 8 + 6 * text.length()) {
					text(x + 4, y + row / 2 + 4, "s", text);
				}
			}
		}
		GraphPlot.timeAxis(this.svg, left, box[1] + box[3] - 24, width, this.to - this.from);
		legend(curves, colours, box);
	}

	/** The values that a timeline shows, in the line of its title. */
	private void legend(List<Curve> curves, GraphColours colours, double[] box) {
		Map<Double, String> shown = new TreeMap<>(Comparator.reverseOrder());
		curves.forEach((curve) -> pieces(curve).forEach(
				(piece) -> curve.at(this.from + piece[0]).ifPresent((value) -> shown.put(value, colours.text(value)))));
		double x = box[0] + box[2] - 8;
		for (Map.Entry<Double, String> value : shown.entrySet()) {
			x -= 7 * value.getValue().length() + 20;
			this.svg.append(format("<rect x='%.0f' y='%.0f' width='10' height='10' fill='%s' fill-opacity='.8'/>", x,
					box[1] - 15, colours.of((double) value.getKey())));
			text(x + 14, box[1] - 6, "s", value.getValue());
		}
	}

	/** The stretches with one value, as begin and end in seconds. */
	private List<long[]> pieces(Curve curve) {
		List<long[]> pieces = new ArrayList<>();
		double value = Double.NaN;
		for (long second = 0; second <= this.to - this.from; second++) {
			double next = curve.at(this.from + second).orElse(Double.NaN);
			if (Double.isNaN(next)) {
				value = next;
				continue;
			}
			if (next == value) {
				pieces.get(pieces.size() - 1)[1] = second + 1;
			}
			else {
				pieces.add(new long[] { second, second + 1 });
			}
			value = next;
		}
		return pieces;
	}

	private void stat(List<Curve> curves, GraphColours colours, double[] box) {
		double row = box[3] / Math.max(1, curves.size());
		for (int i = 0; i < curves.size(); i++) {
			double value = curves.get(i).at(this.to).orElseThrow();
			double y = box[1] + i * row;
			this.svg.append(format("<rect x='%.0f' y='%.1f' width='%.0f' height='%.1f' fill='%s' fill-opacity='.75'/>",
					box[0] + 6, y + 1, box[2] - 12, row - 5, colours.of(value)));
			text(box[0] + 14, y + row / 2 + 3, "s", curves.get(i).name());
			textAtEnd(box[0] + box[2] - 14, y + row / 2 + 3, colours.text(value));
		}
	}

	private void gauges(List<Curve> curves, GraphColours colours, double[] box, JsonNode panel) {
		double most = panel.at("/fieldConfig/defaults/max")
			.asDouble(curves.stream().mapToDouble((curve) -> curve.at(this.to).orElse(0)).max().orElse(1));
		double names = 14 + 6.8 * curves.stream().mapToInt((curve) -> curve.name().length()).max().orElse(0);
		double row = Math.min(36, box[3] / Math.max(1, curves.size()));
		for (int i = 0; i < curves.size(); i++) {
			double value = curves.get(i).at(this.to).orElseThrow();
			double y = box[1] + i * row;
			double width = box[2] - names - 66;
			text(box[0] + 10, y + row / 2 + 4, "s", curves.get(i).name());
			this.svg.append(format("<rect x='%.0f' y='%.1f' width='%.0f' height='%.1f' fill='#eef0f2'/>",
					box[0] + names, y + 2, width, row - 5));
			this.svg.append(format("<rect x='%.0f' y='%.1f' width='%.1f' height='%.1f' fill='%s'/>", box[0] + names,
					y + 2, width * ((most > 0) ? Math.min(1, value / most) : 0), row - 5,
					colours.of(curves.get(i).name())));
			textAtEnd(box[0] + box[2] - 8, y + row / 2 + 4, colours.text(value));
		}
	}

	private void table(List<Curve> curves, GraphColours colours, double[] box, JsonNode panel) {
		JsonNode options = panel.at("/transformations/0/options");
		Map<Integer, String> columns = new TreeMap<>();
		options.path("indexByName").forEachEntry((name, index) -> columns.put(index.asInt(), name));
		double row = Math.min(24, (box[3] - 6) / (curves.size() + 1));
		double x = box[0] + 10;
		double spare = (box[2] - 20 - 7 * columns.values().stream().mapToInt((name) -> longest(name, curves)).sum())
				/ columns.size();
		for (String name : columns.values()) {
			text(x, box[1] + 14, "h", options.path("renameByName").path(name).asString(name));
			for (int i = 0; i < curves.size(); i++) {
				double value = curves.get(i).at(this.to).orElseThrow();
				text(x, box[1] + 14 + (i + 1) * row, "s",
						name.equals("Value") ? colours.text(value) : curves.get(i).labels().getOrDefault(name, ""));
			}
			x += 7 * longest(name, curves) + Math.max(2, spare);
		}
	}

	private static int longest(String label, List<Curve> curves) {
		return curves.stream()
			.mapToInt((curve) -> curve.labels().getOrDefault(label, "").length())
			.reduce(label.length() + 1, Math::max);
	}

	/** The picture as a file. */
	String svg(String title, String caption) {
		double height = this.bottom + 28;
		return format("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1200 %.0f' font-family='sans-serif'>"
				+ "<style>text{fill:#24292e}.b{font-size:20px;font-weight:bold}.t{font-size:14px;font-weight:bold}"
				+ ".h{font-size:11px;font-weight:bold}.s{font-size:11px}</style>"
				+ "<rect width='1200' height='%.0f' fill='#f4f5f5'/>"
				+ "<text x='10' y='30' class='b'>%s</text>%s<text x='10' y='%.0f' class='s'>%s</text></svg>%n", height,
				height, escaped(title), this.svg, height - 10, escaped(caption));
	}

	private void text(double x, double y, String style, String text) {
		this.svg.append(format("<text x='%.0f' y='%.1f' class='%s'>%s</text>", x, y, style, escaped(text)));
	}

	private void textAtEnd(double x, double y, String text) {
		this.svg.append(format("<text x='%.0f' y='%.1f' text-anchor='end' class='h'>%s</text>", x, y, escaped(text)));
	}

	static String format(String format, Object... values) {
		return String.format(Locale.ROOT, format, values);
	}

	static String escaped(String text) {
		return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
	}

}
