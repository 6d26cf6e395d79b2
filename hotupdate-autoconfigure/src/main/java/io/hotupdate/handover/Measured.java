package io.hotupdate.handover;

import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What a successor tells of itself. It counts from the switch on; the predecessor makes
 * windows of that, so that its settings decide and not those of the release in question.
 *
 * @param requests requests answered since the switch
 * @param errors those of them with a status of 500 or above
 * @param latency their latencies in text, absent if they are not counted
 * @param compilingMillis how long its just-in-time compiler has worked, absent if that is
 * not known
 * @param limits the values of the application's own limits, those that are known
 * @param health the health, absent if it is not known
 * @param downMillis for how long the health has been DOWN
 * @param healthAtReady the health when this generation became ready, absent if it was not
 * known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Measured(long requests, long errors, @Nullable String latency, @Nullable Long compilingMillis,
		@Nullable Map<String, Double> limits, @Nullable String health, @Nullable Long downMillis,
		@Nullable String healthAtReady) {

	static final String DOWN = "DOWN";

	@Nullable TrafficSample traffic() {
		return (this.latency != null) ? TrafficSample.decode(this.requests, this.errors, this.latency) : null;
	}

	@Nullable Double limit(String name) {
		return (this.limits != null) ? this.limits.get(name) : null;
	}

}
