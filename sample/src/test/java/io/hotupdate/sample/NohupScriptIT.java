package io.hotupdate.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.hotupdate.sample.ActuatorClient.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The script that starts and stops the order desk without a service manager. */
class NohupScriptIT {

	private static final Duration LIMIT = Duration.ofMinutes(3);

	private static final Path SCRIPT = Path.of("deploy", "nohup", "order-desk.sh").toAbsolutePath();

	@TempDir
	Path home;

	@AfterEach
	void end() {
		await().atMost(LIMIT).until(() -> {
			processes().forEach((pid) -> LinuxProcesses.signal(pid, "KILL"));
			return processes().isEmpty();
		});
	}

	@Test
	void startsUpdatesAndStops() throws Exception {
		int port = AppProcess.freePort();
		Path pidFile = this.home.resolve("order-desk.pid");
		assertThat(run("status")).isEqualTo(3);
		assertThat(run("start", "--server.address=127.0.0.1", "--server.port=" + port,
				"--hotupdate.releases.location=" + SampleRelease.location(), "--hotupdate.warm-up.requests=10",
				"--hotupdate.probation.duration=1s"))
			.as(this::output)
			.isZero();
		ActuatorClient actuator = new ActuatorClient(port, this.home.resolve("store"));
		await().atMost(LIMIT)
			.ignoreExceptions()
			.until(() -> actuator.get("/health/readiness").value("status").equals("UP"));
		String first = Files.readString(pidFile);
		assertThat(run("status")).isZero();
		Answer updated = actuator.update("1.1.0", LIMIT, "confirmed");
		assertThat(updated.value("outcome")).as(updated.text()).isEqualTo("SUCCEEDED");
		await().atMost(LIMIT).until(() -> processes().size() == 1);
		assertThat(pidFile).hasContent(processes().get(0).toString());
		assertThat(Files.readString(pidFile)).isNotEqualTo(first);
		assertThat(run("start")).as("it runs already").isZero();
		assertThat(processes()).hasSize(1);
		assertThat(run("stop")).as(this::output).isZero();
		assertThat(processes()).isEmpty();
		assertThat(pidFile).doesNotExist();
		assertThat(run("stop")).as("it does not run any more").isZero();
	}

	private int run(String... arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of("sh", SCRIPT.toString()));
		command.addAll(List.of(arguments));
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(this.home.resolve("script.log").toFile()));
		builder.environment().put("ORDERDESK_JAR", SampleRelease.FIRST.jar().toString());
		builder.environment().put("ORDERDESK_HOME", this.home.toString());
		builder.environment().put("JAVA", System.getProperty("java.home") + "/bin/java");
		Process process = builder.start();
		assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
		return process.exitValue();
	}

	private List<Long> processes() {
		return LinuxProcesses.mentioning("ORDERDESK_HOME=" + this.home);
	}

	private String output() {
		StringBuilder text = new StringBuilder();
		for (String name : List.of("script.log", "order-desk.log")) {
			try {
				Path file = this.home.resolve(name);
				text.append(Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "");
			}
			catch (IOException ex) {
				text.append(ex);
			}
		}
		return text.toString();
	}

}
