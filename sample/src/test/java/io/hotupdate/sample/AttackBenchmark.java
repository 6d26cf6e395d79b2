package io.hotupdate.sample;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;

import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Slow clients against the limits, and against stock Boot in the same run. A flood is
 * many connections that cost no thread; a normal client is to notice little of it. A
 * siege is as many connections as there are threads (or many more virtual ones); a normal
 * client is to be served soon again.
 */
@EnabledIfSystemProperty(named = "hotupdate.soak", matches = "true")
class AttackBenchmark {

	private static final Logger logger = LoggerFactory.getLogger(AttackBenchmark.class);

	private static final int FLOOD = Benchmarks.count("flood", 2_000);

	private static final int SIEGE = Benchmarks.count("siege", 100);

	private static final int VIRTUAL_SIEGE = Benchmarks.count("virtual-siege", 2_000);

	private static final int PER_SECOND = Benchmarks.count("connects-per-second", 500);

	private static final int ROUNDS = Benchmarks.count("rounds", 5);

	/** Attacks before the first that counts: the cutting itself runs cold at first. */
	private static final int COLD_ROUNDS = Benchmarks.count("cold-rounds", 3);

	private static final int WARM_UP = Benchmarks.count("warm-up", 50_000);

	private static final int RATE = 300;

	/** How much of the load makes the value without the attack, in seconds. */
	private static final int QUIET = Benchmarks.count("quiet-seconds", 20);

	private static final Duration GIVE_UP = Duration.ofSeconds(Benchmarks.count("give-up-seconds", 90));

	private static final Duration TOLERANCE = Duration.ofMillis(Benchmarks.count("tolerance-ms", 1_000));

	private static final double GOAL = 2;

	@TempDir
	Path folder;

	@ParameterizedTest
	@EnumSource(names = { "SLOWLORIS", "IDLE" })
	void flood(AttackKind kind) throws Exception {
		StringBuilder table = new StringBuilder();
		List<Attack.Result> limited = flood(kind, AttackKind.LIMITS, COLD_ROUNDS + ROUNDS, table.append("limits:\n"));
		flood(kind, Map.of("hotupdate.enabled", "false"), 1, table.append("stock Boot:\n"));
		report(FLOOD + " clients, " + kind, table);
		assertThat(limited).allSatisfy((result) -> assertCutAtBound(result));
	}

	@ParameterizedTest
	@EnumSource(names = { "SLOW_BODY", "SLOW_READER" })
	void siege(AttackKind kind) throws Exception {
		assertCutAtBound(siege(kind, SIEGE, Map.of("server.tomcat.threads.max", Integer.toString(SIEGE)),
				"as many threads as slow clients"));
	}

	@ParameterizedTest
	@EnumSource(names = { "SLOW_BODY", "SLOW_READER" })
	@EnabledIf("io.hotupdate.sample.AppLauncher#hasVirtualThreads")
	void siegeOfVirtualThreads(AttackKind kind) throws Exception {
		// the kernel takes some MB for each of 2,000 readers before one waits: by then
		// the
		// machine is behind, so only what the server counts by is certain
		Attack.Result limited = siege(kind, VIRTUAL_SIEGE, Map.of("spring.threads.virtual.enabled", "true"),
				"virtual threads");
		assertThat(limited.held()).as(limited::toString)
			.hasSize(limited.clients())
			.allSatisfy((held) -> assertThat(held).isGreaterThan(kind.bound().minus(TOLERANCE)));
	}

	private List<Attack.Result> flood(AttackKind kind, Map<String, String> properties, int rounds, StringBuilder table)
			throws Exception {
		List<Attack.Result> results = new ArrayList<>();
		try (AppProcess app = start(kind + "-flood", List.of(properties))) {
			new ClosedLoop(app.port()).run(WARM_UP);
			List<Window> windows = new ArrayList<>();
			LoadResult load;
			try (LoadClient normal = LoadClient.start(app.port(), new LoadClient.Plan(RATE, 0, Duration.ZERO))) {
				awaitMore(normal);
				for (int round = 0; round < rounds; round++) {
					long quiet = System.nanoTime();
					awaitMore(normal);
					long from = System.nanoTime();
					Attack.Result result = attack(app, kind, FLOOD);
					windows.add(new Window(quiet, from, System.nanoTime()));
					results.add(result);
				}
				load = normal.stop();
			}
			List<Double> ratios = new ArrayList<>();
			for (int round = 0; round < rounds; round++) {
				double without = windows.get(round).without(load);
				double with = windows.get(round).with(load);
				boolean cold = round < rounds - ROUNDS;
				if (!cold) {
					ratios.add(with / without);
				}
				table.append(Benchmarks.line("  %s; p99 %.1f ms, without the attack %.1f ms, ratio %.2f%s",
						results.get(round), with, without, with / without, cold ? ", cold" : ""));
			}
			table.append(Benchmarks.line("  requests failed %d of %d", load.failures().size(), load.sent()));
			List<Window> warm = windows.subList(Math.max(0, rounds - ROUNDS), rounds);
			table.append(Benchmarks.line("  all warm windows together: p99 %.1f ms, without the attack %.1f ms",
					p99(load, warm, Window::from, Window::to), p99(load, warm, Window::quiet, Window::from)));
			if (ratios.size() > 1) {
				table.append(Benchmarks.line("  p99 with the attack to without: %s",
						RatioInterval.of(ratios).against(GOAL)));
			}
		}
		return results;
	}

	private static double p99(LoadResult load, List<Window> windows, ToLongFunction<Window> from,
			ToLongFunction<Window> to) {
		long[] latencies = load.exchanges()
			.stream()
			.filter((exchange) -> windows.stream()
				.anyMatch((window) -> exchange.intended() >= from.applyAsLong(window)
						&& exchange.intended() < to.applyAsLong(window)))
			.mapToLong((exchange) -> exchange.ended() - exchange.intended())
			.sorted()
			.toArray();
		return latencies[(int) Math.ceil(latencies.length * 0.99) - 1] / 1e6;
	}

	private static Attack.Result attack(AppProcess app, AttackKind kind, int clients) throws IOException {
		try (Attack attack = Attack.start(app.port(), kind, clients, PER_SECOND)) {
			awaitEnd(attack);
			return attack.result();
		}
	}

	/** The end of the attack, or of patience. */
	private static void awaitEnd(Attack attack) {
		try {
			await().atMost(GIVE_UP).until(attack::isOver);
		}
		catch (ConditionTimeoutException ex) {
			logger.info("Given up: {}", attack.result());
		}
	}

	private Attack.Result siege(AttackKind kind, int clients, Map<String, String> threads, String title)
			throws Exception {
		StringBuilder table = new StringBuilder();
		Attack.Result limited = siege(kind, clients, List.of(threads, AttackKind.LIMITS), table.append("limits:\n"));
		siege(kind, clients, List.of(threads, Map.of("hotupdate.enabled", "false")), table.append("stock Boot:\n"));
		report(clients + " clients, " + kind + ", " + title, table);
		return limited;
	}

	private Attack.Result siege(AttackKind kind, int clients, List<Map<String, String>> properties, StringBuilder table)
			throws Exception {
		try (AppProcess app = start(kind + "-siege", properties)) {
			new ClosedLoop(app.port()).run(WARM_UP);
			try (Attack attack = Attack.start(app.port(), kind, clients, PER_SECOND)) {
				await().atMost(Duration.ofMinutes(1)).until(attack::hasBegun);
				table.append(Benchmarks.line("  a normal client that came last was served %s", served(app)));
				awaitEnd(attack);
				table.append(Benchmarks.line("  %s", attack.result()));
				return attack.result();
			}
		}
	}

	private static String served(AppProcess app) throws IOException {
		long start = System.nanoTime();
		try (RawConnection connection = RawConnection.open(app.port(), GIVE_UP)) {
			int status = connection.exchange("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n").status();
			return String.format(Locale.ROOT, "after %.2f s with %d", (System.nanoTime() - start) / 1e9, status);
		}
		catch (SocketTimeoutException ex) {
			return "not once in " + GIVE_UP.toSeconds() + " s";
		}
	}

	private AppProcess start(String name, List<Map<String, String>> properties) throws IOException {
		Path place = Files.createTempDirectory(this.folder, name);
		AttackKind.writeLargeFile(place);
		AppLauncher launcher = AppProcess.in(place).ownTemporaryFolder();
		properties.forEach((some) -> some.forEach(launcher::property));
		return launcher.start(SampleRelease.FIRST.jar());
	}

	private static void awaitMore(LoadClient load) {
		long enough = load.done() + (long) QUIET * RATE;
		await().atMost(Duration.ofMinutes(1).plusSeconds(QUIET)).until(() -> load.done() >= enough);
	}

	private static void assertCutAtBound(Attack.Result result) {
		assertThat(result.held()).as(result::toString).hasSize(result.clients());
		Duration bound = result.kind().bound();
		assertThat(result.held()).as(result::toString)
			.allSatisfy((held) -> assertThat(held).isBetween(bound.minus(TOLERANCE), bound.plus(TOLERANCE)));
	}

	private static void report(String title, CharSequence table) {
		logger.info(Benchmarks.report(AttackBenchmark.class, title, table));
	}

	/** Without the attack from {@code quiet}, with it until {@code to}. */
	private record Window(long quiet, long from, long to) {

		double without(LoadResult load) {
			return load.latency(99, this.quiet, this.from).toNanos() / 1e6;
		}

		double with(LoadResult load) {
			return load.latency(99, this.from, this.to).toNanos() / 1e6;
		}

	}

}
