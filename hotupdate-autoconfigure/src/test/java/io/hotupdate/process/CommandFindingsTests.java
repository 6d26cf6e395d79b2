package io.hotupdate.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.hotupdate.Handover.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class CommandFindingsTests {

	@TempDir
	Path directory;

	@Test
	void nothingForAPlainCommand() {
		assertThat(find(ProcessSettings.DEFAULTS, Map.of(), "java", "-Xlog:gc:stdout", "-javaagent:/otel.jar", "-jar",
				"app.jar"))
			.isEmpty();
	}

	@Test
	void mainClassBlocks() {
		List<Finding> findings = find(ProcessSettings.DEFAULTS, Map.of(), "java", "-cp", "x", "org.example.Main");
		assertThat(findings).singleElement().satisfies((finding) -> {
			assertThat(finding.code()).isEqualTo("NOT_JAVA_JAR");
			assertThat(finding.blocking()).isTrue();
			assertThat(finding.message()).contains("org.example.Main").doesNotContain("perhaps");
			assertThat(finding.remedy()).startsWith("Perhaps you should package");
		});
	}

	@Test
	void portsOfJmxAndAgentsAreFoundInFilesAndVariablesToo() throws Exception {
		Files.writeString(this.directory.resolve("options"), "-javaagent:/jmx.jar=9404:config.yaml");
		List<Finding> findings = find(ProcessSettings.DEFAULTS,
				Map.of("JAVA_TOOL_OPTIONS", "-Dcom.sun.management.jmxremote.port=9010"), "java", "@options",
				"-javaagent:/jolokia.jar=host=0.0.0.0,port=8778", "-jar", "app.jar");
		assertThat(findings).extracting(Finding::code).containsExactly("JMX_PORT", "AGENT_PORT", "AGENT_PORT");
		assertThat(findings).noneMatch(Finding::blocking);
	}

	@Test
	void filesThatOneJvmMayWriteAreFoundWithWhatIsDone() {
		List<Finding> findings = find(ProcessSettings.DEFAULTS,
				Map.of("JAVA_TOOL_OPTIONS", "-XX:HeapDumpPath=/dumps/heap.hprof"), "java", "-Xlog:gc:file=gc.log",
				"-XX:StartFlightRecording=filename=a.jfr", "-XX:ArchiveClassesAtExit=a.jsa", "-Xshare:on", "-jar",
				"app.jar");
		assertThat(findings).extracting(Finding::code).containsOnly("EXCLUSIVE_FILE");
		assertThat(findings).extracting(Finding::message)
			.satisfiesExactly((log) -> assertThat(log).contains("-Xlog:gc:file=gc.log", "-g and its generation"),
					(recording) -> assertThat(recording).contains("a.jfr", "-g and its generation"),
					(archive) -> assertThat(archive).contains("a.jsa", "runs without"),
					(dump) -> assertThat(dump).contains("/dumps/heap.hprof", "-g and its generation"));
		assertThat(findings).noneMatch(Finding::blocking)
			.allSatisfy((finding) -> assertThat(finding.remedy()).startsWith("Perhaps you should"));
	}

	@Test
	void debuggersPortIsFound() {
		List<Finding> findings = find(ProcessSettings.DEFAULTS, Map.of(), "java",
				"-agentlib:jdwp=transport=dt_socket,server=y,address=5005",
				"-agentlib:jdwp=transport=dt_socket,server=n,address=debugger:5005", "-jar", "app.jar");
		assertThat(findings).extracting(Finding::code).containsExactly("DEBUG_PORT", "DEBUG_PORT");
		assertThat(findings.get(0).message()).contains("listens on a free one");
		assertThat(findings.get(1).message()).contains("runs without");
	}

	@Test
	void nothingIsSharedWhereOneGenerationEndsBeforeTheNextStarts() {
		OriginalCommand original = new OriginalCommand(
				List.of("java", "-Xlog:gc:gc.log", "-Dcom.sun.management.jmxremote.port=9010", "-jar", "app.jar"),
				Map.of(), this.directory);
		assertThat(CommandFindings.of(original, ProcessSettings.DEFAULTS, false)).isEmpty();
	}

	@Test
	void missingFilesOfTheSettingsBlock() {
		ProcessSettings settings = new ProcessSettings(this.directory.resolve("jdk"), List.of(), List.of(),
				this.directory.resolve("env"));
		assertThat(find(settings, Map.of(), "java", "-jar", "app.jar")).allMatch(Finding::blocking)
			.extracting(Finding::code)
			.containsExactlyInAnyOrder("NO_JAVA", "ENVIRONMENT_FILE");
	}

	private List<Finding> find(ProcessSettings settings, Map<String, String> environment, String... arguments) {
		return CommandFindings.of(new OriginalCommand(List.of(arguments), environment, this.directory), settings, true);
	}

}
