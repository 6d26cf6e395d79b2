package io.hotupdate.supervisor;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SupervisorCommandTests {

	private static final List<String> INSTANCE = List.of("/opt/my java/bin/java", "-Xmx2g", "-jar", "/srv/my app/a.jar",
			"--server.port=80");

	@Test
	void instanceComesLastAndUntouched() {
		List<String> command = command(List.of(), Map.of()).command();
		assertThat(command.get(0)).isEqualTo("/opt/my java/bin/java");
		int main = command.indexOf(SupervisorMain.class.getName());
		assertThat(command.subList(main + 1, command.size())).isEqualTo(INSTANCE);
		assertThat(command.subList(0, main)).doesNotContain("-Xmx2g", "-jar");
		assertThat(command.subList(main - 2, main)).containsExactly("-cp",
				"/srv/my app/lib/a.jar:/srv/my app/lib/b.jar");
	}

	@Test
	void ownOptionsOfTheUserComeAfterTheDefaults() {
		List<String> command = command(List.of("-Xmx32m", "-Dtext=two words"), Map.of()).command();
		assertThat(command).containsSubsequence("-Xmx24m", "-Xmx32m", "-Dtext=two words",
				SupervisorMain.class.getName());
	}

	@Test
	void directoriesWithBlanksAreOneArgumentEach() {
		assertThat(command(List.of(), Map.of()).command()).contains(
				"-D" + SupervisorCommand.DIRECTORY + "=/srv/my app/run", "-Djava.io.tmpdir=/srv/my app/supervisor/tmp",
				"-Djna.tmpdir=/srv/my app/supervisor/tmp", "-Dsetting=a value");
	}

	@Test
	void optionsOfTheApplicationAreKeptFromTheSupervisorAndRestoredForTheInstance() {
		Map<String, String> environment = Map.of("JAVA_TOOL_OPTIONS", "-javaagent:agent.jar -Xms1g", "JDK_JAVA_OPTIONS",
				"-Da=b", "_JAVA_OPTIONS", "", "PATH", "/bin", "NOTIFY_SOCKET", "/run/notify", "LISTEN_FDS", "2");
		Map<String, String> own = command(List.of(), environment).environment();
		assertThat(own).doesNotContainKeys("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")
			.containsEntry("PATH", "/bin")
			.containsEntry("NOTIFY_SOCKET", "/run/notify")
			.containsEntry("LISTEN_FDS", "2");
		assertThat(SupervisorCommand.instance(own)).isEqualTo(environment);
		assertThat(SupervisorCommand.restored(own)).isEqualTo(Map.of("JAVA_TOOL_OPTIONS", "-javaagent:agent.jar -Xms1g",
				"JDK_JAVA_OPTIONS", "-Da=b", "_JAVA_OPTIONS", ""));
	}

	@Test
	void environmentWithoutSuchOptionsIsTheInstances() {
		Map<String, String> own = command(List.of(), Map.of("PATH", "/bin")).environment();
		assertThat(own).isEqualTo(Map.of("PATH", "/bin"));
		assertThat(SupervisorCommand.restored(own)).isEmpty();
	}

	private static SupervisorCommand command(List<String> jvmArgs, Map<String, String> environment) {
		return SupervisorCommand.of(Path.of("/opt/my java/bin/java"), jvmArgs,
				List.of(Path.of("/srv/my app/lib/a.jar"), Path.of("/srv/my app/lib/b.jar")), Path.of("/srv/my app/run"),
				Path.of("/srv/my app/supervisor/tmp"), Map.of("setting", "a value"), INSTANCE, environment);
	}

}
