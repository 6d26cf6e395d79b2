package io.hotupdate.connection;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The connections that a drain has left, by what they are used for. The numbers are
 * looked up one after the other: exact only when nothing moves.
 *
 * @param byKind how many there are of each kind, without those of which there are none
 */
public record Remaining(Map<Kind, Long> byKind) {

	static final Remaining NONE = new Remaining(Map.of());

	/**
	 * Creates it.
	 * @param byKind how many there are of each kind
	 */
	public Remaining {
		byKind = Collections.unmodifiableMap(byKind.isEmpty() ? Map.of() : new EnumMap<>(byKind));
	}

	static Remaining of(Iterable<Kind> connections) {
		long[] counts = new long[Kind.values().length];
		for (Kind kind : connections) {
			counts[kind.ordinal()]++;
		}
		Map<Kind, Long> byKind = new EnumMap<>(Kind.class);
		for (Kind kind : Kind.values()) {
			if (counts[kind.ordinal()] > 0) {
				byKind.put(kind, counts[kind.ordinal()]);
			}
		}
		return new Remaining(byKind);
	}

	/**
	 * All connections.
	 * @return the number
	 */
	public long total() {
		return this.byKind.values().stream().mapToLong(Long::longValue).sum();
	}

	/**
	 * The connections that hold up the drain.
	 * @return the number, without the exempt ones
	 */
	public long holding() {
		return total() - count(Kind.EXEMPT);
	}

	/**
	 * The connections of one kind.
	 * @param kind the kind
	 * @return the number
	 */
	public long count(Kind kind) {
		return this.byKind.getOrDefault(kind, 0L);
	}

	/**
	 * The connections that hold up the drain by the names of their kinds.
	 * @return the numbers that are not 0
	 */
	public Map<String, Long> holdingByName() {
		Map<String, Long> byName = new LinkedHashMap<>();
		this.byKind.forEach((kind, count) -> {
			if (kind != Kind.EXEMPT) {
				byName.put(kind.id(), count);
			}
		});
		return byName;
	}

	Remaining plus(Remaining other) {
		Map<Kind, Long> sum = new EnumMap<>(Kind.class);
		sum.putAll(this.byKind);
		other.byKind.forEach((kind, count) -> sum.merge(kind, count, Long::sum));
		return new Remaining(sum);
	}

}
