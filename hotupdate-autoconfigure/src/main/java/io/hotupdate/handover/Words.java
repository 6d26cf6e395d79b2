package io.hotupdate.handover;

import java.time.Duration;
import java.util.Locale;

/**
 * Measured values in words.
 */
final class Words {

	private Words() {
	}

	static String of(Duration duration) {
		return (duration.toMillis() < 10_000 && duration.toMillis() % 1_000 != 0) ? duration.toMillis() + " ms"
				: duration.toSeconds() + " s";
	}

	static String percent(double ratio) {
		return String.format(Locale.ROOT, "%.1f %%", ratio * 100);
	}

	static String millis(double micros) {
		return String.format(Locale.ROOT, "%.1f ms", micros / 1_000);
	}

}
