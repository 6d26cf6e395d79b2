package io.hotupdate.connection;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often each bound was broken since the process started. All methods may be called
 * from any thread.
 */
public final class LimitCounters {

	private final Map<LimitKind, LongAdder> counts = new EnumMap<>(LimitKind.class);

	LimitCounters() {
		for (LimitKind kind : LimitKind.values()) {
			this.counts.put(kind, new LongAdder());
		}
	}

	void add(LimitKind kind) {
		adder(kind).increment();
	}

	/**
	 * How often one bound was broken: connections, or streams of HTTP/2.
	 * @param kind the bound
	 * @return the number
	 */
	public long count(LimitKind kind) {
		return adder(kind).sum();
	}

	private LongAdder adder(LimitKind kind) {
		LongAdder adder = this.counts.get(kind);
		if (adder == null) {
			throw new IllegalStateException("No counter for " + kind);
		}
		return adder;
	}

}
