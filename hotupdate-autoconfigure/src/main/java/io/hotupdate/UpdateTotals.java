package io.hotupdate;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * How many updates of an instance ended in which way, since its store was made. They are
 * kept with the record of updates: neither a handover nor a crash sets them back.
 *
 * @param updates numbers by outcome and reason, such as {@code FAILED/DIGEST_MISMATCH} or
 * {@code SUCCEEDED/NONE}
 * @param probations those among them that a probation has decided
 */
public record UpdateTotals(Map<String, Long> updates, Map<String, Long> probations) {

	/** Nothing has ended yet. */
	public static final UpdateTotals NONE = new UpdateTotals(Map.of(), Map.of());

	/**
	 * Create totals. A record of an older version has none.
	 * @param updates numbers by outcome and reason
	 * @param probations those among them that a probation has decided
	 */
	public UpdateTotals {
		updates = Objects.requireNonNullElse(updates, Map.of());
		probations = Objects.requireNonNullElse(probations, Map.of());
	}

	/**
	 * How many updates ended so.
	 * @param outcome the outcome
	 * @param reason the reason, {@code null} for none
	 * @return the number
	 */
	public long updates(Outcome outcome, @Nullable Reason reason) {
		return this.updates.getOrDefault(key(outcome, reason), 0L);
	}

	/**
	 * How many updates a probation ended so.
	 * @param outcome the outcome
	 * @param reason the reason, {@code null} for none
	 * @return the number
	 */
	public long probations(Outcome outcome, @Nullable Reason reason) {
		return this.probations.getOrDefault(key(outcome, reason), 0L);
	}

	UpdateTotals plus(UpdateSnapshot ended) {
		Outcome outcome = Objects.requireNonNull(ended.outcome());
		String key = key(outcome, ended.reason());
		boolean decided = ended.phase() != null && ended.phase().isAfterSwitch()
				&& (outcome == Outcome.SUCCEEDED || outcome == Outcome.TAKEN_BACK);
		return new UpdateTotals(plus(this.updates, key), decided ? plus(this.probations, key) : this.probations);
	}

	private static Map<String, Long> plus(Map<String, Long> totals, String key) {
		Map<String, Long> more = new TreeMap<>(totals);
		more.merge(key, 1L, Long::sum);
		return Collections.unmodifiableMap(more);
	}

	private static String key(Outcome outcome, @Nullable Reason reason) {
		return outcome + "/" + ((reason != null) ? reason.name() : "NONE");
	}

}
