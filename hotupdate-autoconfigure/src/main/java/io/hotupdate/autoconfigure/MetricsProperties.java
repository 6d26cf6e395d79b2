package io.hotupdate.autoconfigure;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is measured.
 *
 * @param requestHistogram whether the times of {@code http.server.requests} are told in
 * 13 buckets from 1 ms to 10 s, unless the application asks for others.
 */
@ConfigurationProperties("hotupdate.metrics")
public record MetricsProperties(@DefaultValue("true") boolean requestHistogram) {

}
