package io.hotupdate.connection;

import java.util.Collections;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * What has become of the connections that this process had to drain, in all its drains.
 * Looked at, it tells what was found when the drain last counted what is left.
 */
public final class DrainTotals {

	/** What each connection was when the drain first saw it. */
	private final Map<Object, Kind> underWay = new IdentityHashMap<>();

	/** They are open for a moment more. */
	private final Set<Object> severed = Collections.newSetFromMap(new IdentityHashMap<>());

	private final Map<Kind, Long> drained = new EnumMap<>(Kind.class);

	private final Map<Kind, Long> cut = new EnumMap<>(Kind.class);

	private Remaining remaining = Remaining.NONE;

	DrainTotals() {
	}

	/**
	 * A drain has looked at what is left.
	 * @param open the connections that are open, by identity
	 */
	synchronized void saw(Map<?, Kind> open) {
		settle(open);
		open.forEach((connection, kind) -> {
			if (kind != Kind.EXEMPT && !this.severed.contains(connection)) {
				this.underWay.putIfAbsent(connection, kind);
			}
		});
		this.remaining = Remaining.of(open.values());
	}

	private void settle(Map<?, Kind> open) {
		Iterator<Map.Entry<Object, Kind>> entries = this.underWay.entrySet().iterator();
		while (entries.hasNext()) {
			Map.Entry<Object, Kind> entry = entries.next();
			if (!open.containsKey(entry.getKey())) {
				this.drained.merge(entry.getValue(), 1L, Long::sum);
				entries.remove();
			}
		}
	}

	synchronized void cut(Object connection, Kind kind) {
		this.underWay.remove(connection);
		this.severed.add(connection);
		this.cut.merge(kind, 1L, Long::sum);
		this.remaining = Remaining.NONE;
	}

	/** The traffic was taken back: what is left is not to end any more. */
	synchronized void forget(Map<?, Kind> open) {
		settle(open);
		this.underWay.clear();
		this.severed.clear();
		this.remaining = Remaining.NONE;
	}

	/**
	 * What a drain under way waits for.
	 * @param kind the kind
	 * @return the connections of that kind, 0 if no drain is under way
	 */
	public synchronized long remaining(Kind kind) {
		return this.remaining.count(kind);
	}

	/**
	 * Connections that ended by themselves.
	 * @param kind what they were when the drain began
	 * @return the number
	 */
	public synchronized long drained(Kind kind) {
		return this.drained.getOrDefault(kind, 0L);
	}

	/**
	 * Connections that were cut since the time had passed.
	 * @param kind what they were then
	 * @return the number
	 */
	public synchronized long cut(Kind kind) {
		return this.cut.getOrDefault(kind, 0L);
	}

}
