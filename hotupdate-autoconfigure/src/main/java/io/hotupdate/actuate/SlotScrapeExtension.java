package io.hotupdate.actuate;

import java.util.Objects;
import java.util.Set;

import io.hotupdate.metrics.ExpositionFormat;
import io.hotupdate.metrics.InstanceExposition;
import io.hotupdate.metrics.OwnExposition;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusOutputFormat;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusScrapeEndpoint;

/**
 * {@code /actuator/prometheus} of both generations. Who asks for protocol buffers gets
 * OpenMetrics.
 */
@EndpointWebExtension(endpoint = PrometheusScrapeEndpoint.class)
public final class SlotScrapeExtension {

	private final InstanceExposition exposition;

	/**
	 * Create an extension.
	 * @param exposition what both generations measure
	 */
	public SlotScrapeExtension(InstanceExposition exposition) {
		this.exposition = exposition;
	}

	/**
	 * Scrape both generations.
	 * @param format in which words
	 * @param includedNames the families that are wanted, all by default
	 * @return the exposition
	 */
	@ReadOperation(producesFrom = PrometheusOutputFormat.class)
	public WebEndpointResponse<byte[]> scrape(PrometheusOutputFormat format, @Nullable Set<String> includedNames) {
		Set<String> names = (includedNames != null) ? includedNames : Set.of();
		return (format == PrometheusOutputFormat.CONTENT_TYPE_004)
				? new WebEndpointResponse<>(this.exposition.scrape(ExpositionFormat.TEXT, names), format)
				: new WebEndpointResponse<>(this.exposition.scrape(ExpositionFormat.OPEN_METRICS, names),
						PrometheusOutputFormat.CONTENT_TYPE_OPENMETRICS_100);
	}

	/**
	 * What Boot's endpoint tells, of this generation alone.
	 * @param endpoint Boot's endpoint
	 * @return its exposition
	 */
	public static OwnExposition of(PrometheusScrapeEndpoint endpoint) {
		return (format,
				names) -> Objects.requireNonNull(endpoint
					.scrape((format == ExpositionFormat.TEXT) ? PrometheusOutputFormat.CONTENT_TYPE_004
							: PrometheusOutputFormat.CONTENT_TYPE_OPENMETRICS_100, names.isEmpty() ? null : names)
					.getBody());
	}

}
