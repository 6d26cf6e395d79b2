package io.hotupdate.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.hotupdate.sample.ActuatorClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Generations that bind the port themselves: with several instances on it, and with a
 * kernel that gives waiting connections to another listener, which each network namespace
 * chooses for itself.
 */
class ReusePortIT {

	private static final Logger logger = LoggerFactory.getLogger(ReusePortIT.class);

	private static final boolean SOAK = Boolean.getBoolean("hotupdate.soak");

	private static final int UPDATES = Benchmarks.count("updates", SOAK ? 10 : 1);

	private static final int CLIENTS = Benchmarks.count("clients", SOAK ? 16 : 2);

	private static final Duration LIMIT = Duration.ofMinutes(4);

	/** $0 is the kernel's setting. */
	private static final String NAMESPACE = "ip link set lo up && echo $0 > /proc/sys/net/ipv4/tcp_migrate_req"
			+ " && exec \"$@\"";

	@TempDir
	Path folder;

	/** Without native access nothing but the port itself can be shared. */
	@Test
	void successorThatDiesIsTakenBackOnTheSamePort() {
		try (AppProcess app = AppProcess.in(this.folder)
			.property("hotupdate.handover.mode", "reuse-port")
			.property("hotupdate.probation.duration", "60s")
			.jvmOption("-Djna.nounpack=true")
			.jvmOption("-Djna.nosys=true")
			.start(SampleRelease.FIRST.jar())) {
			InstanceWatch watch = new InstanceWatch(app);
			Answer before = watch.actuator().snapshot();
			assertThat(before.value("handover.mode")).isEqualTo("REUSE_PORT");
			assertThat(before.value("handover.guarantee")).contains("tcp_migrate_req");
			watch.update(SampleRelease.SECOND);
			long successor = InstanceWatch.successor(watch.awaitPhase("PROBATION"));
			assertThat(watch.holdsListener(successor)).isTrue();
			assertThat(watch.holdsListener(app.pid())).isFalse();
			assertThat(app.answers()).isTrue();
			app.kill9(successor);
			assertThat(watch.awaitOutcome("TAKEN_BACK").value("currentVersion")).isEqualTo("1.0.0");
			watch.awaitAlone(app.pid());
			assertThat(watch.holdsListener(app.pid())).isTrue();
			assertThat(app.answers()).isTrue();
		}
	}

	/** It would get connections that no generation accepts. */
	@Test
	void supervisorHoldsNoListenerThatEachGenerationBinds() {
		try (AppProcess app = AppProcess.in(this.folder)
			.property("hotupdate.supervisor.enabled", true)
			.property("hotupdate.handover.mode", "reuse-port")
			.property("hotupdate.warm-up.requests", 10)
			.property("hotupdate.probation.duration", "1s")
			.start(SampleRelease.FIRST.jar())) {
			ActuatorClient actuator = ActuatorClient.of(app);
			Answer updated = actuator.update("1.1.0", LIMIT, "confirmed");
			assertThat(updated.value("outcome")).as(() -> updated.text() + app.tail()).isEqualTo("SUCCEEDED");
			await().atMost(LIMIT).until(() -> app.generations().size() == 2);
			long serving = app.generations().stream().filter((pid) -> pid != app.pid()).findFirst().orElseThrow();
			assertThat(new InstanceWatch(app).holdsListener(serving)).isTrue();
			assertThat(new InstanceWatch(app).holdsListener(app.pid())).isFalse();
			app.kill9(serving);
			await().atMost(LIMIT).until(app::answers);
			assertThat(actuator.snapshot().value("handover.mode")).isEqualTo("REUSE_PORT");
			assertThat(actuator.snapshot().value("currentVersion")).isEqualTo("1.1.0");
		}
	}

	@Test
	@EnabledIf("mayMakeNamespaces")
	void nothingIsLostWhereTheKernelMigrates() throws Exception {
		Map<String, String> result = run(1);
		assertThat(result).containsEntry("mode", "REUSE_PORT")
			.containsEntry("findings", "none")
			.containsEntry("failed", "0")
			.containsEntry("lost", "");
	}

	/** What a kernel resets that does not migrate were new connections only. */
	@Test
	@EnabledIf("mayMakeNamespaces")
	void whatWaitsIsResetWhereTheKernelDoesNotMigrate() throws Exception {
		Map<String, String> result = run(0);
		assertThat(result).containsEntry("mode", "REUSE_PORT")
			.containsEntry("findings", "QUEUE_RESET")
			.containsEntry("keptAlive", "0");
		assertThat(result).extractingByKey("lost").asString().matches("(RESET:\\d+)?");
	}

	/**
	 * The window between the last accept and the close is small: many handovers are
	 * needed to see it. A connection that falls into it ends before any answer.
	 */
	@Test
	@EnabledIf("mayMakeNamespaces")
	void manyHandoversOfOnePort() throws Exception {
		String handovers = String.valueOf(Benchmarks.count("handovers", SOAK ? 2_000 : 50));
		for (int migrate : new int[] { 1, 0 }) {
			assertThat(run(migrate, PortHandoverRun.class, handovers, "16")).extractingByKey("outcomes")
				.asString()
				.matches("\\{OK=\\d+(,(RESET|EOF_BEFORE_RESPONSE)=\\d+)*\\}");
		}
	}

	static boolean mayMakeNamespaces() throws Exception {
		return new ProcessBuilder(namespace("1", "true")).start().waitFor() == 0;
	}

	private Map<String, String> run(int migrate) throws IOException, InterruptedException {
		return run(migrate, ReusePortRun.class, this.folder.toString(), String.valueOf(UPDATES),
				String.valueOf(CLIENTS));
	}

	private Map<String, String> run(int migrate, Class<?> program, String... arguments)
			throws IOException, InterruptedException {
		Path output = this.folder.resolve("run.txt");
		List<String> command = new ArrayList<>(namespace(String.valueOf(migrate),
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
				"-Dhotupdate.test.releases=" + SampleRelease.folder(),
				"-Dhotupdate.test.java-home=" + System.getProperty("hotupdate.test.java-home", ""), program.getName()));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
		try {
			assertThat(process.waitFor(LIMIT.multipliedBy(1 + UPDATES).toMillis(), TimeUnit.MILLISECONDS)).isTrue();
		}
		finally {
			process.destroy();
		}
		String text = Files.readString(output, StandardCharsets.UTF_8);
		logger.info(Benchmarks.report(ReusePortIT.class,
				program.getSimpleName() + " " + List.of(arguments) + ", tcp_migrate_req=" + migrate, text));
		String line = text.lines().filter((it) -> it.startsWith("RESULT ")).findFirst().orElseThrow();
		return Stream.of(line.substring(7).split(" "))
			.map((pair) -> pair.split("=", 2))
			.collect(Collectors.toMap((pair) -> pair[0], (pair) -> pair[1]));
	}

	private static List<String> namespace(String migrate, String... command) {
		return Stream.concat(Stream.of("unshare", "-n", "sh", "-c", NAMESPACE, migrate), Stream.of(command)).toList();
	}

}
