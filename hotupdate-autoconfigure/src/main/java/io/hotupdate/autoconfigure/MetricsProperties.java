package io.hotupdate.autoconfigure;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is measured.
 *
 * @param enabled Whether updates, gate, drain and limits are measured at all, and both
 * generations are scraped as one.
 * @param requestHistogram Whether the times of {@code http.server.requests} are told in
 * 13 buckets from 1 ms to 10 s, unless the application asks for others.
 */
@ConfigurationProperties("hotupdate.metrics")
public record MetricsProperties(@DefaultValue("true") boolean enabled, @DefaultValue("true") boolean requestHistogram) {

}
