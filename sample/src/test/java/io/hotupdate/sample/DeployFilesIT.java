package io.hotupdate.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** The deployment files, as far as they can be checked without what reads them. */
class DeployFilesIT {

	private static final Path DEPLOY = Path.of("deploy");

	@TempDir
	Path folder;

	@Test
	void unitsAreWhatSystemdTakes() throws Exception {
		assumeThat(has("systemd-analyze", "--version")).as("systemd-analyze is installed").isTrue();
		List<String> command = new ArrayList<>(List.of("systemd-analyze", "verify", "--man=no"));
		for (Path unit : units()) {
			// the only thing in them that this machine need not have
			String text = Files.readString(unit)
				.replace("/usr/bin/java", System.getProperty("java.home") + "/bin/java");
			command.add(Files.writeString(this.folder.resolve(unit.getFileName().toString()), text).toString());
		}
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		assertThat(output.lines().filter((line) -> line.contains(this.folder.toString()))).isEmpty();
	}

	@Test
	void everyServiceIsToldOfAndHardened() throws Exception {
		assertThat(units()).hasSize(4);
		for (Path unit : units()) {
			if (unit.toString().endsWith(".service")) {
				assertThat(Files.readAllLines(unit)).contains("Type=notify", "NotifyAccess=main", "OOMPolicy=continue",
						"StateDirectory=order-desk", "RuntimeDirectory=order-desk", "User=orderdesk",
						"RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX", "TimeoutStopSec=90", "KillMode=mixed",
						"Restart=on-failure", "NoNewPrivileges=true");
			}
		}
	}

	@Test
	void composeHasTheStoreOnAVolume() throws Exception {
		Map<String, Map<String, Map<String, Object>>> compose = new Yaml()
			.load(Files.readString(DEPLOY.resolve("docker").resolve("compose.yml")));
		assertThat(compose.get("volumes")).containsKey("store");
		assertThat(compose.get("services")).hasEntrySatisfying("order-desk",
				(service) -> assertThat(service.get("volumes")).asString().contains("store:/var/lib/order-desk"));
		assertThat(Files.readString(DEPLOY.resolve("docker").resolve("Dockerfile")))
			.contains("--hotupdate.home=/var/lib/order-desk", "--hotupdate.supervisor.enabled=true", "USER 10001");
	}

	@Test
	void scriptIsOneOfPosix() throws Exception {
		for (String shell : List.of("sh", "bash")) {
			assumeThat(has(shell, "-c", "true")).isTrue();
			assertThat(has(shell, "-n", DEPLOY.resolve("nohup").resolve("order-desk.sh").toString())).isTrue();
		}
	}

	private static List<Path> units() throws IOException {
		try (Stream<Path> files = Files.list(DEPLOY.resolve("systemd"))) {
			return files.sorted().toList();
		}
	}

	private static boolean has(String... command) throws InterruptedException {
		try {
			return new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor() == 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
