package io.hotupdate.sample;

import java.util.Locale;

/** What all benchmarks share. */
final class Benchmarks {

	private Benchmarks() {
	}

	/**
	 * How often to do something; {@code -Dbenchmark.<name>=<count>} overrides it.
	 * @param name what is counted
	 * @param full the count of a full measurement
	 */
	static int count(String name, int full) {
		return Integer.getInteger("benchmark." + name, full);
	}

	/** The command that repeats a benchmark. */
	static String command(Class<?> benchmark) {
		return "./mvnw -B -Psoak -pl sample -am verify -Dit.test=" + benchmark.getSimpleName()
				+ " -Dfailsafe.failIfNoSpecifiedTests=false -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false";
	}

	/** A report with its title and the command that repeats it. */
	static String report(Class<?> benchmark, String title, CharSequence text) {
		return String.format(Locale.ROOT, "%s%nJDK %s, %d processors%n%s%nRepeat with: %s%n", title,
				System.getProperty("java.version"), Runtime.getRuntime().availableProcessors(), text,
				command(benchmark));
	}

	/** A line of a report. */
	static String line(String format, Object... values) {
		return String.format(Locale.ROOT, format + "%n", values);
	}

}
