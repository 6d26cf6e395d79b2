package io.hotupdate.sample;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

import tools.jackson.databind.JsonNode;

/** Draws a panel with a time axis: lines, steps, areas above each other, bars. */
final class GraphPlot {

	private static final int LEGEND_CHARACTERS = 6;

	private final StringBuilder svg;

	private final JsonNode custom;

	private final String unit;

	private final double left;

	private final double top;

	private final double width;

	private final double height;

	private final long from;

	private final long to;

	GraphPlot(StringBuilder svg, JsonNode panel, double[] box, long from, long to) {
		this.svg = svg;
		this.custom = panel.at("/fieldConfig/defaults/custom");
		this.unit = panel.at("/fieldConfig/defaults/unit").asString("");
		this.left = box[0] + 58;
		this.top = box[1] + 6;
		this.width = box[2] - 70;
		this.height = box[3] - 44;
		this.from = from;
		this.to = to;
	}

	void draw(List<Curve> curves, GraphColours colours) {
		boolean stacked = this.custom.at("/stacking/mode").asString("").equals("normal");
		boolean bars = this.custom.path("drawStyle").asString("").equals("bars");
		boolean steps = this.custom.path("lineInterpolation").asString("").equals("stepAfter");
		double top = niceTop(peak(curves, stacked));
		axes(top);
		double[] base = new double[Math.toIntExact(this.to - this.from + 1)];
		for (Curve curve : curves) {
			String colour = colours.of(curve.name());
			double[] below = base.clone();
			for (List<double[]> piece : pieces(curve, base, stacked)) {
				if (bars) {
					bars(piece, below, top, colour);
				}
				else {
					line(piece, below, top, colour, steps, stacked);
				}
			}
		}
		legend(curves, colours);
	}

	private double peak(List<Curve> curves, boolean stacked) {
		double peak = 0;
		for (long second = this.from; second <= this.to; second++) {
			double sum = 0;
			for (Curve curve : curves) {
				double value = curve.at(second).orElse(0);
				sum = stacked ? sum + value : Math.max(sum, value);
			}
			peak = Math.max(peak, sum);
		}
		return peak;
	}

	private static double niceTop(double peak) {
		if (peak <= 0) {
			return 1;
		}
		double power = Math.pow(10, Math.floor(Math.log10(peak)));
		return Arrays.stream(new double[] { 1, 1.5, 2, 3, 4, 5, 8, 10 })
			.map((factor) -> factor * power)
			.filter((candidate) -> candidate >= peak * 0.999)
			.findFirst()
			.orElse(10 * power);
	}

	private void axes(double top) {
		int ticks = (top <= 3 && top == Math.rint(top)) ? (int) top : 2;
		for (int i = 0; i <= ticks; i++) {
			double y = y(top * i / ticks, top);
			this.svg
				.append(GraphPicture.format("<path d='M%.0f %.0fh%.0f' stroke='#e3e5e8'/>", this.left, y, this.width));
			text(this.left - 6, y + 4, "end", GraphColours.value(top * i / ticks, this.unit));
		}
		timeAxis(this.svg, this.left, this.top + this.height, this.width, this.to - this.from);
	}

	/** Minutes and seconds since the picture's begin. */
	static void timeAxis(StringBuilder svg, double left, double bottom, double width, long seconds) {
		long step = (seconds > 240) ? 60 : (seconds > 90) ? 30 : 15;
		for (long at = 0; at <= seconds; at += step) {
			double x = left + width * at / seconds;
			svg.append(GraphPicture.format("<path d='M%.1f %.0fv4' stroke='#9fa7b3'/>", x, bottom));
			if (x < left + width - 8) {
				svg.append(GraphPicture.format("<text x='%.0f' y='%.0f' text-anchor='middle' class='s'>%d:%02d</text>",
						x, bottom + 15, at / 60, at % 60));
			}
		}
	}

	/** The stretches of a curve without a gap, as second and height. */
	private List<List<double[]>> pieces(Curve curve, double[] base, boolean stacked) {
		List<List<double[]>> pieces = new ArrayList<>();
		List<double[]> piece = new ArrayList<>();
		for (int i = 0; i < base.length; i++) {
			OptionalDouble value = curve.at(this.from + i);
			if (value.isPresent()) {
				base[i] = stacked ? base[i] + value.getAsDouble() : value.getAsDouble();
				piece.add(new double[] { i, base[i] });
			}
			else if (!piece.isEmpty()) {
				pieces.add(piece);
				piece = new ArrayList<>();
			}
		}
		if (!piece.isEmpty()) {
			pieces.add(piece);
		}
		return pieces;
	}

	private void line(List<double[]> piece, double[] below, double top, String colour, boolean steps, boolean stacked) {
		StringBuilder path = new StringBuilder();
		double last = Double.NaN;
		for (double[] point : piece) {
			String y = number(y(point[1], top));
			path.append(path.isEmpty() ? "M" : "L").append(number(x(point[0])));
			path.append(' ').append((steps && !Double.isNaN(last)) ? number(last) + "V" + y : y);
			last = y(point[1], top);
		}
		this.svg.append(GraphPicture.format("<path d='%s' fill='none' stroke='%s' stroke-width='1.4'/>", path, colour));
		if (stacked) {
			for (int i = piece.size() - 1; i >= 0; i--) {
				int second = (int) piece.get(i)[0];
				String y = number(y(below[second], top));
				path.append(steps ? "V" + y + "H" + number(x(second)) : "L" + number(x(second)) + " " + y);
			}
			this.svg.append(GraphPicture.format("<path d='%sZ' fill='%s' fill-opacity='.25'/>", path, colour));
		}
	}

	private void bars(List<double[]> piece, double[] below, double top, String colour) {
		StringBuilder path = new StringBuilder();
		boolean stacked = this.custom.at("/stacking/mode").asString("").equals("normal");
		for (double[] point : piece) {
			double floor = stacked ? below[(int) point[0]] : 0;
			if (point[1] > floor) {
				path.append('M').append(number(x(point[0]))).append(' ').append(number(y(floor, top)));
				path.append('V').append(number(y(point[1], top)));
			}
		}
		this.svg.append(GraphPicture.format("<path d='%s' stroke='%s' stroke-width='%.1f' stroke-opacity='.7'/>", path,
				colour, Math.max(1.5, this.width / (this.to - this.from))));
	}

	private void legend(List<Curve> curves, GraphColours colours) {
		double x = this.left - 40;
		for (Curve curve : curves) {
			double space = 18 + LEGEND_CHARACTERS * curve.name().length();
			if (x + space > this.left + this.width + 10) {
				text(x, this.top + this.height + 34, "start", "…");
				return;
			}
			this.svg.append(GraphPicture.format("<rect x='%.0f' y='%.0f' width='10' height='3' fill='%s'/>", x,
					this.top + this.height + 29, colours.of(curve.name())));
			text(x + 13, this.top + this.height + 34, "start", curve.name());
			x += space + 6;
		}
	}

	private void text(double x, double y, String anchor, String text) {
		this.svg.append(GraphPicture.format("<text x='%.0f' y='%.0f' text-anchor='%s' class='s'>%s</text>", x, y,
				anchor, GraphPicture.escaped(text)));
	}

	private double x(double second) {
		return this.left + this.width * second / (this.to - this.from);
	}

	private double y(double value, double top) {
		return this.top + this.height * (1 - Math.min(value, top) / top);
	}

	private static String number(double value) {
		return String.format(Locale.ROOT, "%.1f", value).replace(".0", "");
	}

}
