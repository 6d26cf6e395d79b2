package io.hotupdate.sample;

import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * What the clients of one kind have seen. Failures that the protocol does not let anybody
 * avoid are counted by their reason and are no failures of the product.
 */
final class Tally {

	private final String kind;

	private final AtomicLong answered = new AtomicLong();

	private final Queue<String> failures = new ConcurrentLinkedQueue<>();

	private final Map<String, AtomicLong> unavoidable = new ConcurrentSkipListMap<>();

	private final Map<String, AtomicLong> signals = new ConcurrentSkipListMap<>();

	private final ConcurrentSkipListSet<String> releases = new ConcurrentSkipListSet<>();

	Tally(String kind) {
		this.kind = kind;
	}

	String kind() {
		return this.kind;
	}

	/** A request, message or stream that came to its proper end. */
	void answered(@Nullable String release) {
		this.answered.incrementAndGet();
		if (release != null) {
			this.releases.add(release);
		}
	}

	/** A failure that need not have been. */
	void failed(String what) {
		this.failures.add(what);
	}

	/** A failure that the protocol does not let us avoid. */
	void unavoidable(String reason) {
		count(this.unavoidable, reason);
	}

	/** The server has ended a connection, and said so in this way. */
	void ended(String signal) {
		count(this.signals, signal);
	}

	private static void count(Map<String, AtomicLong> counts, String name) {
		counts.computeIfAbsent(name, (key) -> new AtomicLong()).incrementAndGet();
	}

	long answered() {
		return this.answered.get();
	}

	Queue<String> failures() {
		return this.failures;
	}

	/** How often the server has ended a connection, by its signal. */
	Map<String, Long> signals() {
		return copy(this.signals);
	}

	Map<String, Long> unavoidable() {
		return copy(this.unavoidable);
	}

	ConcurrentSkipListSet<String> releases() {
		return this.releases;
	}

	private static Map<String, Long> copy(Map<String, AtomicLong> counts) {
		Map<String, Long> copy = new TreeMap<>();
		counts.forEach((name, count) -> copy.put(name, count.get()));
		return copy;
	}

	/** A row of a table in Markdown. */
	@Override
	public String toString() {
		long unavoidable = unavoidable().values().stream().mapToLong(Long::longValue).sum();
		long requests = this.answered.get() + this.failures.size() + unavoidable;
		return "| " + this.kind + " | " + requests + " | " + this.failures.size() + " | " + text(this.unavoidable)
				+ " | " + text(this.signals) + " |";
	}

	private static String text(Map<String, AtomicLong> counts) {
		return counts.isEmpty() ? "0"
				: counts.entrySet()
					.stream()
					.map((count) -> count.getValue() + " " + count.getKey())
					.collect(Collectors.joining(", "));
	}

}
