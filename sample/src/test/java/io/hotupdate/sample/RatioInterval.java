package io.hotupdate.sample;

import java.util.List;
import java.util.Locale;

/**
 * The geometric mean of the ratios of pairs, and the interval that holds the true one
 * with 95 % confidence: Student's t on their logarithms.
 *
 * @param ratio the mean
 * @param low the lower end
 * @param high the upper end
 * @param pairs how many ratios went in
 */
record RatioInterval(double ratio, double low, double high, int pairs) {

	/** The 97.5 % quantile for 1, 2, 3, … degrees of freedom. */
	private static final double[] T = { 12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201,
			2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056,
			2.052, 2.048, 2.045, 2.042 };

	static RatioInterval of(List<Double> ratios) {
		double[] logs = ratios.stream().mapToDouble(Math::log).toArray();
		int n = logs.length;
		double mean = sum(logs) / n;
		double squares = 0;
		for (double log : logs) {
			squares += (log - mean) * (log - mean);
		}
		double half = (n < 2) ? Double.POSITIVE_INFINITY
				: T[Math.min(n - 1, T.length) - 1] * Math.sqrt(squares / (n - 1) / n);
		return new RatioInterval(Math.exp(mean), Math.exp(mean - half), Math.exp(mean + half), n);
	}

	private static double sum(double[] values) {
		double sum = 0;
		for (double value : values) {
			sum += value;
		}
		return sum;
	}

	/** Whether the ratio is at most a bound, as far as this can tell. */
	String verdict(double bound) {
		if (this.high <= bound) {
			return "met";
		}
		return (this.low > bound) ? "missed" : "not resolved";
	}

	/** The ratio, its interval and what they say about a goal. */
	String against(double goal) {
		return String.format(Locale.ROOT, "%s, goal at most %.2f: %s", this, goal, verdict(goal));
	}

	@Override
	public String toString() {
		return String.format(Locale.ROOT, "%.3f (95 %% interval %.3f to %.3f, %d pairs)", this.ratio, this.low,
				this.high, this.pairs);
	}

}
