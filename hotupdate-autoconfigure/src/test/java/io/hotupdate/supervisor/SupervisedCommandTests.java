package io.hotupdate.supervisor;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.hotupdate.process.SuccessorCommand;
import io.hotupdate.supervisor.Crashes.Restart;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SupervisedCommandTests {

	private static final Path SOCKET = Path.of("/srv/my app/run/supervisor.sock");

	private static final String SHA = "a".repeat(64);

	@Test
	void generationFindsThisSupervisorBeforeAllElse() {
		SuccessorCommand before = command("java", "-Dhotupdate.supervisor.socket=/old", "-Xmx1g", "-jar", "a b.jar");
		SuccessorCommand command = SupervisedCommand.of(before, SOCKET, Map.of());
		assertThat(command.command()).containsExactly("java", "-Dhotupdate.supervisor.socket=" + SOCKET, "-Xmx1g",
				"-jar", "a b.jar");
		assertThat(command.directory()).isEqualTo(before.directory());
		assertThat(SupervisedCommand.of(command, SOCKET, Map.of())).isEqualTo(command);
	}

	@Test
	void whatSystemdTellsTheSupervisorIsNotToldAGeneration() {
		Map<String, String> environment = new HashMap<>(Map.of("PATH", "/bin", "NOTIFY_FD", "3"));
		SupervisorCommand.OWN_VARIABLES.forEach((name) -> environment.put(name, "1"));
		assertThat(SupervisorCommand.OWN_VARIABLES).contains("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID",
				"LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES");
		SuccessorCommand command = new SuccessorCommand(List.of("java"), environment, Path.of("/"), List.of());
		assertThat(SupervisedCommand.of(command, SOCKET, Map.of()).environment())
			.isEqualTo(Map.of("PATH", "/bin", "NOTIFY_FD", "3"));
	}

	@Test
	void keptVariablesAreRestoredUnlessTheGenerationHasItsOwn() {
		SuccessorCommand command = new SuccessorCommand(List.of("java"), Map.of("JAVA_TOOL_OPTIONS", "-Dnew"),
				Path.of("/"), List.of());
		assertThat(SupervisedCommand
			.of(command, SOCKET, Map.of("JAVA_TOOL_OPTIONS", "-Dold", "JDK_JAVA_OPTIONS", "-Dkept"))
			.environment()).isEqualTo(Map.of("JAVA_TOOL_OPTIONS", "-Dnew", "JDK_JAVA_OPTIONS", "-Dkept"));
	}

	@Test
	void currentReleaseNeedsNoWord() {
		SuccessorCommand command = command("java", "-jar", "a.jar");
		assertThat(SupervisedCommand.of(command, Restart.CURRENT)).isEqualTo(command);
	}

	@Test
	void namedReleaseIsToldWithItsDigest() {
		SuccessorCommand command = SupervisedCommand.of(command("java", "-jar", "a.jar"), new Restart("1.2.0", SHA));
		assertThat(command.command()).containsExactlyInAnyOrder("java", "-jar", "a.jar",
				"-Dhotupdate.supervisor.release=1.2.0", "-Dhotupdate.supervisor.sha256=" + SHA);
		assertThat(command.command()).startsWith("java").endsWith("-jar", "a.jar");
		assertThat(SupervisorLink.restartable(command.command())).containsExactly("java", "-jar", "a.jar");
	}

	@Test
	void digestOfAnEarlierReleaseIsNotThatOfALaterOne() {
		SuccessorCommand first = SupervisedCommand.of(command("java", "-jar", "a.jar"), new Restart("1.2.0", SHA));
		assertThat(SupervisedCommand.of(first, new Restart("1.3.0", null)).command()).containsExactly("java",
				"-Dhotupdate.supervisor.release=1.3.0", "-jar", "a.jar");
	}

	private static SuccessorCommand command(String... words) {
		return new SuccessorCommand(List.of(words), Map.of("PATH", "/bin"), Path.of("/srv/my app"), List.of());
	}

}
