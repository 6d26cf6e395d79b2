package io.hotupdate.handover;

import java.util.List;
import java.util.function.Supplier;

import io.hotupdate.ProbationLimit;
import org.jspecify.annotations.Nullable;

/**
 * What this generation can measure of itself.
 *
 * @param traffic what it answers, {@code null} if that is not counted
 * @param health looks at its health and tells the status; may block, {@code null} if it
 * has none
 * @param limits the application's own limits
 */
public record Measures(@Nullable TrafficStatistics traffic, @Nullable Supplier<String> health,
		Supplier<List<ProbationLimit>> limits) {

}
