package io.hotupdate.sample;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.hotupdate.supervisor.SupervisorMain;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
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
 * A crashed instance of a group: its supervisor asks the group before it starts it again,
 * and does without it where nobody answers.
 */
class ClusterRestartIT {

	private static final Logger logger = LoggerFactory.getLogger(ClusterRestartIT.class);

	private static final Duration LIMIT = Duration.ofMinutes(2);

	private static final String PASSWORD = "s3cret-of-redis";

	private static final long MB = 1 << 20;

	@TempDir
	Path folder;

	private RedisProcess process;

	private RedisClient client;

	private RedisCommands<String, String> redis;

	@BeforeEach
	void start() throws IOException {
		this.process = RedisProcess.start(Files.createDirectories(this.folder.resolve("redis")), "--requirepass",
				PASSWORD);
		this.client = RedisClient.create(RedisURI.builder()
			.withHost("127.0.0.1")
			.withPort(this.process.port())
			.withPassword(PASSWORD.toCharArray())
			.build());
		this.redis = this.client.connect().sync();
	}

	@AfterEach
	void stop() throws InterruptedException {
		this.client.shutdown();
		this.process.close();
	}

	@Test
	void permitIsAskedForAndWaitedForAndNotNeededWhereNobodyAnswers() throws Exception {
		try (AppProcess app = instance()) {
			await().atMost(LIMIT).until(() -> holdsListener(app));
			await().atMost(LIMIT).until(() -> this.redis.zcard("{desk}:beats") == 1);
			LogWatch log = new LogWatch(app.log());
			assertThat(this.redis.exists("{desk}:restart")).isZero();
			killAndAwaitTheNext(app);
			assertThat(this.redis.hget("{desk}:restart", "tokens")).as("it has asked").isNotNull();
			await().atMost(LIMIT).until(() -> this.redis.hlen("{desk}:restart_permits") == 0);
			await().atMost(LIMIT).until(() -> this.redis.scard("{desk}:unavailable") == 0);

			assertThat(say("ASK").get(0)).isEqualTo("GRANTED");
			app.kill9(generation(app));
			log.await("The group lets 1 start again at once", LIMIT);
			assertThat(this.redis.zcard("{desk}:restart_queue")).isEqualTo(1);
			assertThat(generation(app)).isZero();
			assertThat(say("READY").get(0)).isEqualTo("OK");
			await().atMost(LIMIT).until(() -> generation(app) != 0 && app.answers());
			await().atMost(LIMIT).until(() -> this.redis.hlen("{desk}:restart_permits") == 0);

			LinuxProcesses.signal(this.process.pid(), "STOP");
			killAndAwaitTheNext(app);
			LinuxProcesses.signal(this.process.pid(), "CONT");
			assertThat(log.text().split("cannot be asked for a permit", -1)).hasSize(2);
			long memory = LinuxProcesses.residentBytes(app.pid());
			logger.info("The supervisor has {} KiB after three restarts", memory / 1024);
			assertThat(memory).isLessThan(50 * MB);
			assertThat(Files.readString(Path.of("/proc/" + app.pid() + "/cmdline"))).doesNotContain(PASSWORD);
			assertThat(Files.readString(app.log())).doesNotContain(PASSWORD);
		}
	}

	private AppProcess instance() throws IOException {
		Path settings = Files.writeString(this.folder.resolve("external.properties"),
				"spring.data.redis.password=" + PASSWORD);
		return AppProcess.in(Files.createDirectories(this.folder.resolve("app")))
			.ownTemporaryFolder()
			.property("spring.config.additional-location", "file:" + settings)
			.property("hotupdate.supervisor.enabled", true)
			.property("hotupdate.restart.first-delay", "1ms")
			.property("hotupdate.restart.max-restarts", 100)
			.property("hotupdate.restart.window", "1d")
			.property("hotupdate.cluster.enabled", true)
			.property("hotupdate.cluster.group", "desk")
			.property("hotupdate.cluster.instance-id", "desk-0")
			.property("spring.data.redis.host", "127.0.0.1")
			.property("spring.data.redis.port", this.process.port())
			.start(SampleRelease.FIRST.jar());
	}

	private void killAndAwaitTheNext(AppProcess app) {
		long generation = generation(app);
		app.kill9(generation);
		await().atMost(LIMIT).until(() -> generation(app) != 0 && generation(app) != generation && app.answers());
	}

	/** Another instance of the group says it. */
	private List<String> say(String word) throws IOException {
		String[] keys = List
			.of("beats", "group", "unavailable", "facts", "restart_permits", "restart_queue", "restart_known",
					"restart")
			.stream()
			.map((name) -> "{desk}:" + name)
			.toArray(String[]::new);
		try (InputStream in = SupervisorMain.class.getResourceAsStream("permit.lua")) {
			String script = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
			List<String> reply = this.redis.eval(script, ScriptOutputType.MULTI, keys, "", word, "desk-1", "crash",
					"false", "5%", "100%", "20%", "300000000");
			return reply;
		}
	}

	private static boolean holdsListener(AppProcess app) {
		String socket = LinuxProcesses.listener(app.port());
		return !socket.isEmpty() && LinuxProcesses.descriptors(app.pid()).contains(socket);
	}

	/** The one generation that lives, 0 while there is none. */
	private static long generation(AppProcess app) {
		List<Long> children = app.generations()
			.stream()
			.filter((pid) -> ProcessHandle.of(pid)
				.flatMap(ProcessHandle::parent)
				.filter((parent) -> parent.pid() == app.pid())
				.isPresent())
			.toList();
		return (children.size() == 1) ? children.get(0) : 0;
	}

}
