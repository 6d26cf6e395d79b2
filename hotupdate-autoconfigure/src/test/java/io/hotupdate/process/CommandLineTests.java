package io.hotupdate.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.hotupdate.Reason;
import io.hotupdate.UpdateException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CommandLineTests {

	@TempDir
	Path directory;

	@Test
	void partsOfAPlainCommandLine() {
		CommandLine line = parse("java", "-Xmx1g", "-cp", "ignored -jar", "--add-opens",
				"java.base/java.lang=ALL-UNNAMED", "-jar", "lib/../app.jar", "-jar", "@kept", "", "--a=b c");
		assertThat(line.java()).isEqualTo("java");
		assertThat(line.jvmOptions()).containsExactly("-Xmx1g", "-cp", "ignored -jar", "--add-opens",
				"java.base/java.lang=ALL-UNNAMED");
		assertThat(line.jar()).isEqualTo(this.directory.resolve("app.jar"));
		assertThat(line.arguments()).containsExactly("-jar", "@kept", "", "--a=b c");
	}

	@Test
	void argumentFileIsKept() throws IOException {
		Files.writeString(this.directory.resolve("options"), "-Xmx1g -Da=b");
		assertThat(parse("java", "@options", "-jar", "app.jar").jvmOptions()).containsExactly("@options");
	}

	@Test
	void argumentFileWithTheJarIsExpanded() throws IOException {
		Files.writeString(this.directory.resolve("options"), "-Xmx1g # heap\n-jar \"my app.jar\" first\n");
		CommandLine line = parse("java", "-Da=b", "@options", "second");
		assertThat(line.jvmOptions()).containsExactly("-Da=b", "-Xmx1g");
		assertThat(line.jar()).isEqualTo(this.directory.resolve("my app.jar"));
		assertThat(line.arguments()).containsExactly("first", "second");
	}

	@Test
	void argumentFileWithAClashingOptionIsExpanded() throws IOException {
		Files.writeString(this.directory.resolve("options"), "-Xloggc:gc.log");
		assertThat(parse("java", "@options", "-jar", "app.jar").jvmOptions()).containsExactly("-Xloggc:gc.log");
	}

	@Test
	void argumentFileThatIsGoneIsNamed() {
		assertThatExceptionOfType(UpdateException.class).isThrownBy(() -> parse("java", "@gone", "-jar", "app.jar"))
			.withMessageContaining(this.directory.resolve("gone").toString());
	}

	@ParameterizedTest
	@ValueSource(strings = { "-cp,app.jar,org.example.Main", "-m,app/org.example.Main", "--module=app/org.example.Main",
			"-p,mods,--module,app", "Main.java", "-Xmx1g", "-jar" })
	void anythingElseIsNotSupported(String arguments) {
		assertThatExceptionOfType(UpdateException.class).isThrownBy(() -> parse(("java," + arguments).split(",")))
			.withMessageContaining("perhaps you should package the application")
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.NOT_SUPPORTED));
	}

	@Test
	void splitKeepsEmptyArguments() {
		byte[] bytes = "java\0-jar\0\0a b\0".getBytes(StandardCharsets.UTF_8);
		assertThat(OriginalCommand.split(bytes, StandardCharsets.UTF_8)).containsExactly("java", "-jar", "", "a b");
	}

	@Test
	void ofThisProcessIsExact() {
		OriginalCommand command = OriginalCommand.ofThisProcess();
		assertThat(command.arguments()).isNotEmpty();
		assertThat(command.directory()).isEqualTo(Path.of("").toAbsolutePath());
		assertThat(command.environment()).isEqualTo(System.getenv());
	}

	private CommandLine parse(String... arguments) {
		return CommandLine.parse(new OriginalCommand(List.of(arguments), Map.of(), this.directory));
	}

}
