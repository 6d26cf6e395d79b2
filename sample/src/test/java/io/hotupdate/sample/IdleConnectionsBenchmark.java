package io.hotupdate.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.hotupdate.sample.ActuatorClient.Answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What idle keep-alive connections cost the server, with the limits and without, and a
 * handover with all of them open.
 */
@EnabledIfSystemProperty(named = "hotupdate.soak", matches = "true")
class IdleConnectionsBenchmark {

	private static final Logger logger = LoggerFactory.getLogger(IdleConnectionsBenchmark.class);

	private static final int CONNECTIONS = Benchmarks.count("connections", 10_000);

	private static final int PER_SECOND = Benchmarks.count("connects-per-second", 500);

	private static final int ROUNDS = Benchmarks.count("rounds", 3);

	private static final int WARM_UP = Benchmarks.count("warm-up", 50_000);

	/** For how long the processor time is taken, in seconds. */
	private static final int WATCHED = Benchmarks.count("watched-seconds", 30);

	@TempDir
	Path folder;

	@Test
	void idleConnectionsCostLittle() throws Exception {
		StringBuilder table = new StringBuilder();
		for (int round = 1; round <= ROUNDS; round++) {
			boolean withFirst = round % 2 == 0;
			table.append(cost(round, withFirst)).append(cost(round, !withFirst));
		}
		logger.info(Benchmarks.report(IdleConnectionsBenchmark.class, CONNECTIONS + " idle connections", table));
	}

	@Test
	void handoverLosesNoIdleConnection() throws Exception {
		Map<String, ?> properties = Map.of("hotupdate.probation.duration", "2s", "hotupdate.drain.timeout", "5m");
		try (AppProcess app = start("handover", properties);
				Attack clients = Attack.start(app.port(), AttackKind.IDLE, CONNECTIONS, PER_SECOND)) {
			awaitAnswers(clients, 1);
			Answer answer = ActuatorClient.of(app)
				.update(SampleRelease.SECOND.version(), Duration.ofMinutes(4), "serving");
			assertThat(answer.status()).as(() -> answer.text() + "\n" + app.tail()).isEqualTo(200);
			int open = LinuxProcesses.clients(app.pid(), app.port()).size();
			clients.ask();
			awaitAnswers(clients, 2);
			await("end of the predecessor").atMost(Duration.ofMinutes(2)).until(() -> !app.isAlive());
			logger.info(Benchmarks.report(IdleConnectionsBenchmark.class, "Handover with idle connections",
					open + " were open in the predecessor after the switch; asked once more, " + clients.answered(2)
							+ " of " + CONNECTIONS + " answered with 200"));
		}
	}

	private String cost(int round, boolean limited) throws Exception {
		try (AppProcess app = start(round + "-" + limited, Map.of("hotupdate.limits.enabled", limited))) {
			new ClosedLoop(app.port()).run(WARM_UP);
			// the compiler is still at work
			millisOfASecond(app);
			double idleMillis = millisOfASecond(app);
			long before = LinuxProcesses.residentBytes(app.pid());
			try (Attack clients = Attack.start(app.port(), AttackKind.IDLE, CONNECTIONS, PER_SECOND)) {
				awaitAnswers(clients, 1);
				double millis = millisOfASecond(app);
				long after = LinuxProcesses.residentBytes(app.pid());
				assertThat(clients.result().held()).as("closed by the server").isEmpty();
				return Benchmarks.line(
						"round %d %s limits: memory %.1f KB a connection; processor %.2f ms/s, before %.2f ms/s, so"
								+ " %.3f µs/s a connection",
						round, limited ? "with   " : "without", (after - before) / 1024.0 / CONNECTIONS, millis,
						idleMillis, (millis - idleMillis) * 1e3 / CONNECTIONS);
			}
		}
	}

	/** The processor time of the server in a second in which nobody asks for anything. */
	private static double millisOfASecond(AppProcess app) {
		long start = System.nanoTime();
		Duration before = LinuxProcesses.processorTime(app.pid());
		await().atMost(Duration.ofSeconds(WATCHED + 60L))
			.until(() -> System.nanoTime() - start >= Duration.ofSeconds(WATCHED).toNanos());
		double seconds = (System.nanoTime() - start) / 1e9;
		return LinuxProcesses.processorTime(app.pid()).minus(before).toNanos() / 1e6 / seconds;
	}

	private static void awaitAnswers(Attack clients, int answers) {
		await(answers + ". answer to all").atMost(Duration.ofMinutes(2).plusSeconds(CONNECTIONS / PER_SECOND))
			.untilAsserted(() -> assertThat(clients.answered(answers)).as(() -> clients.result().toString())
				.isEqualTo(CONNECTIONS));
	}

	/**
	 * With a young generation that the warm-up has touched all over, so that memory grows
	 * by what stays.
	 */
	private AppProcess start(String name, Map<String, ?> properties) throws IOException {
		AppLauncher launcher = AppProcess.in(Files.createDirectories(this.folder.resolve(name)))
			.ownTemporaryFolder()
			.jvmOption("-XX:+UseSerialGC")
			.jvmOption("-Xmn16m")
			.property("server.tomcat.max-connections", 2 * CONNECTIONS)
			.property("server.tomcat.keep-alive-timeout", "10m");
		properties.forEach(launcher::property);
		return launcher.start(SampleRelease.FIRST.jar());
	}

}
