package io.hotupdate.sample;

import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.hotupdate.sample.Exchange.Kind;

/**
 * What a load saw. Times are those of {@link System#nanoTime()}.
 *
 * @param origin when the load began
 * @param exchanges every request, in the order in which they were due
 */
record LoadResult(long origin, List<Exchange> exchanges) {

	/**
	 * Service is missed when nothing of what was due in such a slice was answered soon.
	 */
	private static final long SLICE = 100_000_000;

	private static final long SOON = 1_000_000_000;

	/** Two requests are due in it; the close itself takes microseconds. */
	private static final long CLOSE = 10_000_000;

	private static final int LISTED = 20;

	LoadResult {
		exchanges = exchanges.stream().sorted(Comparator.comparingLong(Exchange::intended)).toList();
	}

	int sent() {
		return this.exchanges.size();
	}

	/** Every request that was not answered as expected. */
	List<Exchange> failures() {
		return this.exchanges.stream().filter(Predicate.not(Exchange::ok)).toList();
	}

	/**
	 * Failures on a kept-alive connection before any byte of an answer: the request was
	 * lost, or it crossed a close of the idle connection. A client cannot know which.
	 */
	List<Exchange> lostOnReuse() {
		return failures().stream()
			.filter(Exchange::reused)
			.filter((exchange) -> exchange.outcome() == Outcome.EOF_BEFORE_RESPONSE
					|| exchange.outcome() == Outcome.RESET)
			.toList();
	}

	/**
	 * New connections that were established after the server's last accept and before it
	 * closed its listener: no system call does both, and the kernel resets them. Nobody
	 * had accepted them.
	 */
	List<Exchange> resetByTheClose() {
		long refused = this.exchanges.stream()
			.filter((exchange) -> exchange.outcome() == Outcome.REFUSED)
			.mapToLong(Exchange::started)
			.min()
			.orElse(Long.MIN_VALUE);
		return failures().stream()
			.filter((failure) -> failure.outcome() == Outcome.RESET && !failure.reused())
			.filter((failure) -> failure.started() < refused && refused - failure.started() < CLOSE)
			.toList();
	}

	/**
	 * How often the server had closed an idle connection before the client wrote. Nothing
	 * was lost by it, the request went over a new connection.
	 */
	long idleCloses() {
		return this.exchanges.stream().filter(Exchange::idleClose).count();
	}

	long count(Outcome outcome) {
		return this.exchanges.stream().filter((exchange) -> exchange.outcome() == outcome).count();
	}

	/** The ids of the orders that the server said it had stored. */
	List<String> acknowledged() {
		return this.exchanges.stream()
			.filter((exchange) -> exchange.ok() && exchange.orderId() != null)
			.map((exchange) -> String.valueOf(exchange.orderId()))
			.toList();
	}

	/** How many answers each release gave. */
	Map<String, Long> releases() {
		return this.exchanges.stream()
			.filter((exchange) -> exchange.release() != null)
			.collect(Collectors.groupingBy((exchange) -> String.valueOf(exchange.release()), TreeMap::new,
					Collectors.counting()));
	}

	/**
	 * When the first answer of a release was complete, {@code Long.MAX_VALUE} if never.
	 */
	long firstAnswerOf(String release) {
		return this.exchanges.stream()
			.filter((exchange) -> release.equals(exchange.release()))
			.mapToLong(Exchange::ended)
			.min()
			.orElse(Long.MAX_VALUE);
	}

	/** A percentile of the latency of all answered requests but the slow ones. */
	Duration latency(double percentile) {
		return latency(percentile, Long.MIN_VALUE, Long.MAX_VALUE);
	}

	/**
	 * A percentile of the latency of the answered requests but the slow ones that were
	 * due in a window; zero if there are none.
	 */
	Duration latency(double percentile, long from, long to) {
		long[] sorted = this.exchanges.stream()
			.filter((exchange) -> exchange.ok() && exchange.kind() != Kind.SLOW)
			.filter((exchange) -> exchange.intended() >= from && exchange.intended() < to)
			.mapToLong(Exchange::latency)
			.sorted()
			.toArray();
		if (sorted.length == 0) {
			return Duration.ZERO;
		}
		int rank = (int) Math.ceil(percentile / 100 * sorted.length);
		return Duration.ofNanos(sorted[Math.max(rank, 1) - 1]);
	}

	/**
	 * For how long the application was away: slices of 100 ms in which quick requests
	 * were due and not one of them was answered within a second.
	 */
	Duration withoutService() {
		Map<Long, Boolean> served = this.exchanges.stream()
			.filter((exchange) -> exchange.kind() != Kind.SLOW)
			.collect(Collectors.toMap((exchange) -> (exchange.intended() - this.origin) / SLICE,
					(exchange) -> exchange.ok() && exchange.latency() <= SOON, Boolean::logicalOr));
		return Duration.ofNanos(SLICE * served.values().stream().filter((one) -> !one).count());
	}

	@Override
	public String toString() {
		Map<Outcome, Long> outcomes = this.exchanges.stream()
			.collect(Collectors.groupingBy(Exchange::outcome, () -> new EnumMap<>(Outcome.class),
					Collectors.counting()));
		StringBuilder table = new StringBuilder();
		row(table, "requests sent", sent() + " " + outcomes);
		row(table, "failed", failures().size() + " (of these lost on reuse " + lostOnReuse().size() + ")");
		row(table, "idle closes seen", idleCloses());
		row(table, "orders acknowledged", acknowledged().size());
		row(table, "answered by", releases());
		row(table, "latency p50/p99/p99.9", millis(50) + " / " + millis(99) + " / " + millis(99.9) + " ms");
		row(table, "without service", withoutService().toMillis() / 1000.0 + " s");
		failures().stream().limit(LISTED).forEach((failure) -> table.append(describe(failure)));
		if (failures().size() > LISTED) {
			table.append(String.format(Locale.ROOT, "  ... and %d more%n", failures().size() - LISTED));
		}
		return table.toString();
	}

	private String millis(double percentile) {
		return String.format(Locale.ROOT, "%.1f", latency(percentile).toNanos() / 1e6);
	}

	private String describe(Exchange failure) {
		return String.format(Locale.ROOT, "  +%.3f s %s %s status=%d %s after %.1f ms%s: %s%n",
				(failure.started() - this.origin) / 1e9, failure.kind(), failure.outcome(), failure.status(),
				failure.reused() ? "on a kept-alive connection" : "on a new connection",
				(failure.ended() - failure.started()) / 1e6,
				(failure.orderId() != null) ? " order " + failure.orderId() : "", failure.detail());
	}

	private static void row(StringBuilder table, String name, Object value) {
		table.append(String.format(Locale.ROOT, "%-22s %s%n", name, value));
	}

}
