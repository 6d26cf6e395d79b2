package io.hotupdate.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.hotupdate.cluster.Simulation.Instance;
import io.hotupdate.supervisor.SupervisorMain;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The permits to start again: the real script beside that of the heartbeat in a real
 * Redis, simulated instances and supervisors.
 */
class PermitTests {

	private static final Duration DEADLINE = Duration.ofMinutes(5);

	private static final List<String> NAMES = List.of("beats", "group", "unavailable", "facts", "restart_permits",
			"restart_queue", "restart_known", "restart");

	private static RedisServer server;

	private static RedisClient client;

	private static RedisCommands<String, String> redis;

	private static String script;

	private final Random random = new Random(4711);

	private final Set<String> starting = new HashSet<>();

	private Simulation simulation;

	private int crashes;

	private int mostAtOnce;

	private String atOnce = "5%";

	private String burst = "100%";

	private String perMinute = "100%";

	@BeforeAll
	static void connect() throws IOException {
		int port;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = socket.getLocalPort();
		}
		server = RedisServer.newRedisServer().port(port).bind("127.0.0.1").setting("save \"\"").build();
		server.start();
		client = RedisClient.create(RedisURI.create("127.0.0.1", port));
		redis = client.connect().sync();
		try (InputStream in = SupervisorMain.class.getResourceAsStream("permit.lua")) {
			script = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	@AfterAll
	static void disconnect() throws IOException {
		client.shutdown();
		server.stop();
	}

	@BeforeEach
	void begin() {
		redis.flushall();
		this.simulation = new Simulation(new Group<>(redis, GroupKeys.of("desk")), BeatSettings.DEFAULTS, 4711);
	}

	@Test
	void hundredCrashedInstancesComeBackFiveAtOnce() {
		instances(100);
		this.simulation.instances.values().forEach(this::crash);
		this.simulation.run(Duration.ofMinutes(20));
		assertThat(this.simulation.instances.values()).noneMatch((one) -> one.dead);
		assertThat(this.mostAtOnce).isEqualTo(5);
		assertThat(redis.hget("{desk}:group", "frozen")).isNullOrEmpty();
		assertThat(redis.hlen("{desk}:away")).isZero();
		assertNothingIsLeft();
	}

	@Test
	void oneOfSixIsAlwaysAllowed() {
		instances(6);
		this.simulation.instances.values().forEach(this::crash);
		this.simulation.run(Duration.ofMinutes(10));
		assertThat(this.simulation.instances.values()).noneMatch((one) -> one.dead);
		assertThat(this.mostAtOnce).isEqualTo(1);
		assertNothingIsLeft();
	}

	@Test
	void thoseThatWaitOrStartAreNotLost() {
		instances(10);
		for (int i = 0; i < 4; i++) {
			Instance instance = instance(i);
			instance.die();
			ask(instance.id, "c" + i, false);
		}
		this.simulation.run(Duration.ofSeconds(80));
		assertThat(redis.hvals("{desk}:away")).hasSize(4).containsOnly("OFFLINE_TEMP");
		assertThat(redis.hget("{desk}:group", "frozen")).isNullOrEmpty();
	}

	@Test
	void nothingIsStartedWhileTheGroupIsFrozen() {
		instances(20);
		for (int i = 0; i < 4; i++) {
			instance(i).die();
		}
		this.simulation.run(Duration.ofMinutes(1));
		assertThat(redis.hget("{desk}:group", "frozen")).startsWith("4 of 20");
		instance(9).die();
		assertThat(ask("desk-9", "c", false).get(0)).isEqualTo("FROZEN");
		assertThat(ask("desk-9", "c", false).get(2)).startsWith("4 of 20");
		this.simulation.forget("desk-0");
		this.simulation.run(Duration.ofSeconds(10));
		assertThat(ask("desk-9", "c", false).get(0)).isEqualTo("GRANTED");
	}

	@Test
	void thoseThatHaveWaitedForADependencyAreLetGoOneThenTwoThenFour() {
		this.atOnce = "50%";
		instances(40);
		IntStream.range(0, 20).forEach((i) -> {
			instance(i).die();
			assertThat(ask("desk-" + i, "c" + i, true).get(0)).isEqualTo("DEPENDENCY");
		});
		List<String> waiting = new ArrayList<>(IntStream.range(0, 20).mapToObj((i) -> "desk-" + i).toList());
		List<String> first = round(waiting);
		assertThat(first).hasSize(1);
		comeBack(first);
		List<String> second = round(waiting);
		assertThat(second).hasSize(2);
		assertThat(round(waiting)).as("before both are back").isEmpty();
		comeBack(second.subList(0, 1));
		assertThat(round(waiting)).as("before both are back").isEmpty();
		comeBack(second.subList(1, 2));
		List<String> third = round(waiting);
		assertThat(third).hasSize(4);
		comeBack(third.subList(0, 3));
		String fails = third.get(3);
		assertThat(say("FAILED", fails, crash(fails), false).get(0)).isEqualTo("OK");
		List<String> fourth = round(waiting);
		assertThat(fourth).as("after one has failed").hasSize(1);
		comeBack(fourth);
		List<String> fifth = round(waiting);
		assertThat(fifth).hasSize(2);
		String again = fifth.get(0);
		comeBack(fifth.subList(1, 2));
		assertThat(ask(again, "another crash", false).get(0)).as("it has crashed again").isNotEqualTo("OK");
		assertThat(redis.hget("{desk}:restart", "round")).isEqualTo("1");
	}

	@Test
	void calmGroupForgetsTheRounds() {
		this.atOnce = "2";
		instances(4);
		ask("desk-0", "c", true);
		assertThat(ask("desk-0", "c", false).get(0)).isEqualTo("GRANTED");
		assertThat(ask("desk-1", "c", false).get(0)).isEqualTo("ROUND");
		say("READY", "desk-0", "c", false);
		say("READY", "desk-1", "c", false);
		assertThat(ask("desk-2", "c", false).get(0)).isEqualTo("GRANTED");
		assertThat(ask("desk-3", "c", false).get(0)).isEqualTo("GRANTED");
	}

	@Test
	void samePermitIsGivenToTheSameCrash() {
		instances(20);
		assertThat(ask("desk-1", "c1", false).get(0)).isEqualTo("GRANTED");
		assertThat(ask("desk-1", "c1", false).get(0)).isEqualTo("GRANTED");
		assertThat(redis.hlen("{desk}:restart_permits")).isEqualTo(1);
		assertThat(ask("desk-2", "c1", false).subList(0, 3)).isEqualTo(List.of("AT_ONCE", "1000", "1"));
		say("READY", "desk-1", "c1", false);
		say("READY", "desk-1", "c1", false);
		assertThat(ask("desk-2", "c1", false).get(0)).isEqualTo("GRANTED");
	}

	@Test
	void heartbeatOfTheNextProcessGivesThePermitBack() {
		instances(20);
		Instance instance = instance(1);
		instance.die();
		assertThat(ask("desk-1", "c", false).get(0)).isEqualTo("GRANTED");
		this.simulation.run(Duration.ofMinutes(1));
		instance.ready = false;
		instance.live();
		this.simulation.run(Duration.ofSeconds(10));
		assertThat(ask("desk-2", "c", false).get(0)).as("it beats, and is not ready").isEqualTo("AT_ONCE");
		instance.ready = true;
		this.simulation.run(Duration.ofSeconds(10));
		assertThat(ask("desk-2", "c", false).get(0)).isEqualTo("GRANTED");
	}

	@Test
	void permitOfADeadSupervisorExpires() {
		instances(20);
		instance(1).die();
		assertThat(ask("desk-1", "c", false).get(0)).isEqualTo("GRANTED");
		this.simulation.run(DEADLINE.minusSeconds(1));
		assertThat(ask("desk-2", "c", false).get(0)).isEqualTo("AT_ONCE");
		this.simulation.run(Duration.ofSeconds(2));
		assertThat(ask("desk-2", "c", false).get(0)).isEqualTo("GRANTED");
		this.simulation.run(Duration.ofSeconds(30));
		assertThat(redis.hget("{desk}:away", "desk-1")).isEqualTo("LOST");
	}

	@Test
	void deadSupervisorThatWaitedHoldsNothingUp() {
		instances(20);
		ask("desk-1", "c", false);
		ask("desk-2", "c", false);
		ask("desk-3", "c", false);
		this.simulation.run(Duration.ofSeconds(60));
		assertThat(ask("desk-3", "c", false).get(0)).isEqualTo("AT_ONCE");
		say("READY", "desk-1", "c", false);
		assertThat(ask("desk-3", "c", false).get(0)).isEqualTo("TURN");
		this.simulation.run(Duration.ofSeconds(60));
		assertThat(ask("desk-3", "c", false).get(0)).isEqualTo("GRANTED");
	}

	@Test
	void bucketBoundsTheRate() {
		this.atOnce = "100%";
		this.burst = "2";
		this.perMinute = "6";
		instances(20);
		assertThat(ask("desk-1", "c", false).get(0)).isEqualTo("GRANTED");
		assertThat(ask("desk-2", "c", false).get(0)).isEqualTo("GRANTED");
		assertThat(ask("desk-3", "c", false).get(0)).isEqualTo("RATE");
		this.simulation.run(Duration.ofSeconds(9));
		assertThat(ask("desk-3", "c", false).get(0)).isEqualTo("RATE");
		this.simulation.run(Duration.ofSeconds(1));
		assertThat(ask("desk-3", "c", false).get(0)).isEqualTo("GRANTED");
		assertThat(ask("desk-4", "c", false).get(0)).isEqualTo("RATE");
	}

	@Test
	void clockThatIsSetBackGivesNothingAway() {
		instances(20);
		assertThat(ask("desk-1", "c", false).get(0)).isEqualTo("GRANTED");
		this.simulation.now -= 300 * Simulation.SECOND;
		assertThat(ask("desk-2", "c", false).get(0)).isEqualTo("AT_ONCE");
		say("READY", "desk-1", "c", false);
		assertThat(ask("desk-2", "c", false).get(0)).isEqualTo("GRANTED");
	}

	@Test
	void redisWithoutItsDataLetsOneGo() {
		instances(100);
		for (int i = 0; i < 5; i++) {
			assertThat(ask("desk-" + i, "c", false).get(0)).isEqualTo("GRANTED");
		}
		redis.flushall();
		assertThat(ask("desk-5", "c", false).get(0)).isEqualTo("GRANTED");
		assertThat(ask("desk-6", "c", false).get(0)).isEqualTo("AT_ONCE");
		assertThat(say("READY", "desk-0", "c", false).get(0)).isEqualTo("OK");
		this.simulation.run(Duration.ofSeconds(5));
		assertThat(ask("desk-6", "c", false).get(0)).as("the members are known again").isEqualTo("GRANTED");
	}

	/** What an instance and its supervisor do from a crash until it is ready. */
	private void crash(Instance instance) {
		this.simulation.at(this.random.nextInt((int) (5 * Simulation.SECOND)), () -> {
			instance.die();
			supervise(instance, "c" + this.crashes++);
		});
	}

	private void supervise(Instance instance, String crash) {
		List<String> reply = ask(instance.id, crash, false);
		if (!reply.get(0).equals("GRANTED")) {
			this.simulation.at(Long.parseLong(reply.get(1)) * 1000, () -> supervise(instance, crash));
			return;
		}
		this.starting.add(instance.id);
		this.mostAtOnce = Math.max(this.mostAtOnce, this.starting.size());
		this.simulation.at((10 + this.random.nextInt(30)) * Simulation.SECOND, () -> {
			this.starting.remove(instance.id);
			if (this.random.nextInt(5) == 0) {
				say("FAILED", instance.id, crash, false);
				supervise(instance, crash + "'");
				return;
			}
			instance.live();
			if (this.random.nextBoolean()) {
				say("READY", instance.id, crash, false);
			}
		});
	}

	/** All that wait ask until none is let go any more. */
	private List<String> round(List<String> waiting) {
		List<String> gone = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			for (String id : List.copyOf(waiting)) {
				if (ask(id, crash(id), false).get(0).equals("GRANTED")) {
					gone.add(id);
					waiting.remove(id);
				}
			}
		}
		return gone;
	}

	private static String crash(String id) {
		return "c" + id.substring("desk-".length());
	}

	private void comeBack(List<String> ids) {
		ids.forEach((id) -> say("READY", id, crash(id), false));
	}

	private void instances(int count) {
		for (int i = 0; i < count; i++) {
			this.simulation.add("desk-" + i, "1.0.0");
		}
		this.simulation.run(Duration.ofSeconds(5));
	}

	private Instance instance(int number) {
		return Objects.requireNonNull(this.simulation.instances.get("desk-" + number));
	}

	private List<String> ask(String instance, String crash, boolean away) {
		return say("ASK", instance, crash, away);
	}

	private List<String> say(String word, String instance, String crash, boolean away) {
		String[] keys = NAMES.stream().map((name) -> "{desk}:" + name).toArray(String[]::new);
		List<String> reply = redis.eval(script, ScriptOutputType.MULTI, keys, this.simulation.time(), word, instance,
				crash, String.valueOf(away), this.atOnce, this.burst, this.perMinute,
				String.valueOf(DEADLINE.toNanos() / 1000));
		return reply;
	}

	private void assertNothingIsLeft() {
		this.simulation.run(Duration.ofSeconds(5));
		ask("desk-0", "last", false);
		say("READY", "desk-0", "last", false);
		assertThat(Stream.of("restart_permits", "restart_queue", "restart_known")
			.filter((name) -> redis.exists("{desk}:" + name) != 0)).isEmpty();
		assertThat(redis.hgetall("{desk}:restart")).containsOnlyKeys("sweptAt", "tokens", "tokensAt")
			.isNotEqualTo(Map.of());
	}

}
