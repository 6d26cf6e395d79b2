package io.hotupdate.metrics;

/**
 * In which words an exposition is written.
 */
public enum ExpositionFormat {

	/** Prometheus' text format 0.0.4. */
	TEXT,

	/** OpenMetrics 1.0. */
	OPEN_METRICS

}
