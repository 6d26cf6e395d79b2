package io.hotupdate.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a large group costs Redis. {@code -Dhotupdate.soak=true} runs it with 10,000
 * simulated instances and 1,000 connections, else it is small.
 */
class GroupScaleTests {

	private static final Logger logger = LoggerFactory.getLogger(GroupScaleTests.class);

	private static final boolean SOAK = Boolean.getBoolean("hotupdate.soak");

	private static final int LARGEST = Integer.getInteger("benchmark.instances", SOAK ? 10_000 : 300);

	private static final int PERCENT = SOAK ? 2 : 10;

	private static final Duration QUIET = SOAK ? Duration.ofMinutes(2) : Duration.ofSeconds(20);

	private static final int CONNECTIONS = Integer.getInteger("benchmark.connections", SOAK ? 1000 : 50);

	private static final Duration BEATING = SOAK ? Duration.ofMinutes(1) : Duration.ofSeconds(4);

	private static final Pattern SCRIPTS = Pattern.compile("cmdstat_evalsha:calls=(\\d+),usec=(\\d+)");

	private static final Pattern COMMANDS = Pattern.compile("cmdstat_\\w+:calls=(\\d+)");

	@TempDir
	Path folder;

	private RedisProcess server;

	private RedisClient client;

	private RedisCommands<String, String> redis;

	@BeforeEach
	void begin() throws IOException {
		this.server = RedisProcess.start(this.folder.resolve("redis"));
		this.client = RedisClient.create(RedisURI.create("127.0.0.1", this.server.port()));
		this.redis = this.client.connect().sync();
	}

	@AfterEach
	void end() throws Exception {
		this.client.shutdown();
		this.server.close();
	}

	@Test
	void costOfARolloutGrowsWithTheGroup() {
		double first = 0;
		for (int instances : new int[] { LARGEST / 10, LARGEST * 3 / 10, LARGEST }) {
			double each = rollOut(instances, PERCENT + "%", Math.max(1, instances * PERCENT / 100));
			first = (first > 0) ? first : each;
			assertThat(each).as("commands an instance, %d instances", instances).isLessThan(first * 1.5);
		}
	}

	@Test
	void numberIsABudgetToo() {
		rollOut(LARGEST, String.valueOf(LARGEST / 20), LARGEST / 20);
	}

	/** Roll a release through, look at each step, and tell what it took. */
	private double rollOut(int instances, String maxUnavailable, int budget) {
		this.redis.flushall();
		Group<?> group = new Group<>(this.redis, GroupKeys.of("desk"));
		Simulation simulation = new Simulation(group, BeatSettings.DEFAULTS, 4711);
		for (int i = 0; i < instances; i++) {
			simulation.add("i" + i, "1.0.0");
		}
		simulation.run(QUIET);
		Cost steady = costOf("without a rollout", () -> simulation.run(QUIET));
		this.redis.slowlogReset();
		this.redis.configSet("slowlog-log-slower-than", "1000");
		long before = simulation.calls;
		long begin = simulation.now;
		AtomicInteger most = new AtomicInteger();
		Cost rolling = costOf("the rollout", () -> {
			assertThat(
					simulation.start("r1", "1.1.0",
							Map.of("maxUnavailable", maxUnavailable, "progressDeadline",
									String.valueOf(Duration.ofDays(1).toSeconds() * Simulation.SECOND))))
				.contains("OK");
			while (!"SUCCEEDED".equals(this.redis.hget("{desk}:rollout", "phase"))) {
				simulation.run(Duration.ofSeconds(2));
				Set<String> planned = new HashSet<>(this.redis.hkeys("{desk}:granted"));
				planned.removeAll(this.redis.smembers("{desk}:unavailable"));
				assertThat(planned.size()).as("have their turn").isLessThanOrEqualTo(budget);
				most.accumulateAndGet(planned.size(), Math::max);
				assertThat(simulation.now - begin).isLessThan(Duration.ofHours(12).toSeconds() * Simulation.SECOND);
			}
		});
		assertThat(simulation.violations).isEmpty();
		assertThat(most.get()).as("the budget is made use of").isEqualTo(budget);
		// an instance learns of its turn by its next heartbeat, in a large group up to 50
		// s later
		assertThat(simulation.mostAtOnce).isBetween(1, budget);
		assertThat(simulation.instances.values()).allMatch((one) -> one.version.equals("1.1.0"));
		double minutes = (simulation.now - begin) / 60.0 / Simulation.SECOND;
		double calls = (double) (simulation.calls - before) / instances;
		report("%,d instances, max-unavailable %s (%d): %.0f simulated minutes, %.1f calls and %.0f commands an"
				+ " instance, at most %d at once have their turn and %d work on it; %s; %s; longest %s", instances,
				maxUnavailable, budget, minutes, calls, (double) rolling.commands() / instances, most.get(),
				simulation.mostAtOnce, steady, rolling, longest());
		return (double) rolling.commands() / instances;
	}

	private Cost costOf(String what, Runnable work) {
		this.redis.configResetstat();
		work.run();
		String stats = this.redis.info("commandstats");
		Matcher scripts = SCRIPTS.matcher(stats);
		assertThat(scripts.find()).isTrue();
		Matcher commands = COMMANDS.matcher(stats);
		long all = 0;
		while (commands.find()) {
			all += Long.parseLong(commands.group(1));
		}
		return new Cost(what, Long.parseLong(scripts.group(1)), Long.parseLong(scripts.group(2)), all);
	}

	private String longest() {
		return this.redis.slowlogGet(100)
			.stream()
			.map((entry) -> (Long) ((List<?>) entry).get(2))
			.max(Long::compare)
			.map((micros) -> micros / 1000.0 + " ms")
			.orElse("below 1 ms");
	}

	@Test
	void manyConnections() throws Exception {
		Set<AtomicLong> beats = beating();
		long before = cpuMillis();
		long since = System.nanoTime();
		long sum = sum(beats);
		await().pollInterval(Duration.ofMillis(20))
			.atMost(Duration.ofMinutes(5))
			.until(() -> System.nanoTime() - since > BEATING.toNanos());
		double seconds = (System.nanoTime() - since) / 1e9;
		double beatsASecond = (sum(beats) - sum) / seconds;
		double cpu = (cpuMillis() - before) / 1000.0;
		report("%,d connections and subscriptions for %.0f s: %.0f heartbeats/s, redis-server took %.2f s of processor"
				+ " time (%.2f %% of one), %s", CONNECTIONS, seconds, beatsASecond, cpu, cpu / seconds * 100,
				this.redis.info("clients").lines().skip(1).findFirst().orElse(""));
		publish();
		assertThat(beatsASecond).isLessThan(1.1 * Math.min(200, CONNECTIONS / 2.0) + 1);
		assertThat(cpu / seconds).as("processors for Redis").isLessThan(0.5);
		assertThat(this.redis.hlen("{desk}:away")).isZero();
	}

	/** A message to all takes Redis longer than anything else. */
	private void publish() throws IOException {
		int messages = 100;
		long before = cpuMillis();
		for (int i = 0; i < messages; i++) {
			this.redis.publish("{desk}:state_channel",
					"{\"v\":1,\"what\":\"turn\",\"instance\":\"i1\",\"revision\":\"1\"}");
		}
		report("a message to %,d subscriptions: %.2f ms of processor time", CONNECTIONS,
				(cpuMillis() - before) / (double) messages);
	}

	/** Members that beat as they are told to, each on connections of its own. */
	private Set<AtomicLong> beating() {
		ScheduledExecutorService executor = Executors.newScheduledThreadPool(4, (task) -> {
			Thread thread = new Thread(task, "beating");
			thread.setDaemon(true);
			return thread;
		});
		List<AtomicLong> beats = new ArrayList<>();
		GroupKeys keys = GroupKeys.of("desk");
		for (int i = 0; i < CONNECTIONS; i++) {
			Group<?> group = new Group<>(this.client.connect().sync(), keys);
			this.client.connectPubSub().sync().subscribe(keys.channel());
			AtomicLong count = new AtomicLong();
			beats.add(count);
			Member member = new Member("i" + i, "n", "p" + i, "1");
			executor.execute(() -> beat(executor, group, member, count));
		}
		await().atMost(Duration.ofMinutes(1)).until(() -> beats.stream().allMatch((count) -> count.get() > 1));
		return Set.copyOf(beats);
	}

	private static void beat(ScheduledExecutorService executor, Group<?> group, Member member, AtomicLong count) {
		try {
			Duration next = group.beat("", member, "{}", true, "1.0.0", "1", BeatSettings.DEFAULTS).interval();
			count.incrementAndGet();
			executor.schedule(() -> beat(executor, group, member, count), next.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (RedisException ex) {
			logger.trace("The measurement has ended", ex);
		}
	}

	private static long sum(Set<AtomicLong> counts) {
		return counts.stream().mapToLong(AtomicLong::get).sum();
	}

	/** User and system time of the server. */
	private long cpuMillis() throws IOException {
		String stat = Files.readString(Path.of("/proc/" + this.server.pid() + "/stat"));
		String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
		return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10;
	}

	private static void report(String format, Object... values) {
		logger.info(String.format(Locale.ROOT, format, values));
	}

	/**
	 * What Redis has done.
	 *
	 * @param what for what
	 * @param calls scripts run
	 * @param micros how long they took
	 * @param commands all commands, those of the scripts too
	 */
	private record Cost(String what, long calls, long micros, long commands) {

		@Override
		public String toString() {
			return String.format(Locale.ROOT, "%s: %,d calls of %.1f us, %.1f commands each", this.what, this.calls,
					(double) this.micros / this.calls, (double) this.commands / this.calls);
		}

	}

}
