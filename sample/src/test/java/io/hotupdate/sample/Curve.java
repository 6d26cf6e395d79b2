package io.hotupdate.sample;

import java.util.Arrays;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * A line of a query's answer.
 *
 * @param name what the legend says
 * @param labels its labels
 * @param times seconds since the epoch, ascending
 * @param values the value at each of the times
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record Curve(String name, Map<String, String> labels, double[] times, double[] values) {

	private static final Pattern LABEL = Pattern.compile("\\{\\{\\s*(\\w+)\\s*}}");

	/** The legend of a query with the labels filled in; the labels if there is none. */
	static String name(String legend, Map<String, String> labels) {
		return legend.isEmpty() ? String.join(", ", labels.values())
				: LABEL.matcher(legend).replaceAll((label) -> labels.getOrDefault(label.group(1), ""));
	}

	double peak() {
		return Arrays.stream(this.values).filter(Double::isFinite).max().orElse(Double.NaN);
	}

	double lowest() {
		return Arrays.stream(this.values).filter(Double::isFinite).min().orElse(Double.NaN);
	}

	double mean() {
		return Arrays.stream(this.values).filter(Double::isFinite).average().orElse(Double.NaN);
	}

	/** How many values in a row are this one at most. */
	int longest(double value) {
		int longest = 0;
		int length = 0;
		for (double one : this.values) {
			length = (one == value) ? length + 1 : 0;
			longest = Math.max(longest, length);
		}
		return longest;
	}

	double last() {
		return this.values[this.values.length - 1];
	}

	boolean has(double value) {
		return Arrays.stream(this.values).anyMatch((one) -> one == value);
	}

	/** The value at a time, if the curve has one there. */
	OptionalDouble at(double time) {
		int index = Arrays.binarySearch(this.times, time);
		return (index >= 0 && Double.isFinite(this.values[index])) ? OptionalDouble.of(this.values[index])
				: OptionalDouble.empty();
	}

	@Override
	public String toString() {
		return this.labels + " " + this.times.length + " values, " + lowest() + " to " + peak();
	}

}
