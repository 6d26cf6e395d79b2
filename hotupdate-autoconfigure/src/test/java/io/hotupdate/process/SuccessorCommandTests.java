package io.hotupdate.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.hotupdate.UpdateException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SuccessorCommandTests {

	@TempDir
	Path directory;

	@Test
	void commandIsTheOriginalOneWithTheReleasesJar() {
		OriginalCommand original = original("java", "-Xmx1g", "-Xloggc:gc.log", "-Dcom.sun.management.jmxremote.port=9",
				"-jar", "app.jar", "--x=1", "pos");
		SuccessorCommand successor = SuccessorCommand.of(original, ProcessSettings.DEFAULTS, target(2));
		assertThat(successor.command()).containsExactly(Jvm.java(), "-Xmx1g", "-Xloggc:gc-g2.log",
				"-Djava.io.tmpdir=/store/tmp/2", "-Dhotupdate.generation=2",
				"-Dhotupdate.process.original-command=" + original.encoded(), "-Dhotupdate.handover.socket=/run/h.sock",
				"-jar", "/store/2.jar", "--x=1", "pos");
		assertThat(successor.directory()).isEqualTo(this.directory);
		assertThat(successor.differences()).containsExactly("changed: -Xloggc:gc.log -> -Xloggc:gc-g2.log",
				"dropped: -Dcom.sun.management.jmxremote.port=9", "added: -Djava.io.tmpdir=/store/tmp/2",
				"jar: " + this.directory.resolve("app.jar") + " -> /store/2.jar");
	}

	@Test
	void settingsAreAddedAndArgumentsOfTheSameNameReplaced() {
		ProcessSettings settings = new ProcessSettings(null, List.of("-Xmx2g", "-Dapi.secret=hidden"),
				List.of("--x=2", "pos2", "--db.password=hidden"), null);
		SuccessorCommand successor = SuccessorCommand
			.of(original("java", "-Xmx1g", "-jar", "app.jar", "--x=1", "--x", "--xy=3", "pos"), settings, target(2));
		assertThat(successor.command()).containsSubsequence("-Xmx1g", "-Xmx2g", "-Dapi.secret=hidden", "-jar",
				"/store/2.jar", "--xy=3", "pos", "--x=2", "pos2", "--db.password=hidden");
		assertThat(successor.command()).doesNotContain("--x=1", "--x");
		assertThat(successor.differences()).contains("added: -Dapi.secret=***", "dropped: --x=1", "added: --x=2",
				"added: --db.password=***");
		assertThat(String.join("\n", successor.differences())).doesNotContain("hidden");
	}

	@Test
	void environmentFileIsReadEachTimeAndMasked() throws IOException {
		Path file = this.directory.resolve("app.env");
		Files.writeString(file, "# comment\nMODE=\"a b\"\n\nDB_PASSWORD=hidden\nSAME=1\n");
		ProcessSettings settings = new ProcessSettings(null, List.of(), List.of(), Path.of("app.env"));
		OriginalCommand original = new OriginalCommand(List.of("java", "-jar", "app.jar"),
				Map.of("SAME", "1", "MODE", "old", "LISTEN_FDS", "1"), this.directory);
		SuccessorCommand successor = SuccessorCommand.of(original, settings, target(2));
		assertThat(successor.environment())
			.containsExactlyInAnyOrderEntriesOf(Map.of("SAME", "1", "MODE", "a b", "DB_PASSWORD", "hidden"));
		assertThat(successor.differences()).contains("environment: MODE=a b", "environment: DB_PASSWORD=***")
			.noneMatch((line) -> line.contains("SAME"));
		Files.writeString(file, "MODE=c");
		assertThat(SuccessorCommand.of(original, settings, target(3)).environment()).containsEntry("MODE", "c");
		Files.writeString(file, "MODE");
		assertThatExceptionOfType(UpdateException.class)
			.isThrownBy(() -> SuccessorCommand.of(original, settings, target(3)))
			.withMessageContaining("Line 1");
		Files.delete(file);
		assertThatExceptionOfType(UpdateException.class)
			.isThrownBy(() -> SuccessorCommand.of(original, settings, target(3)))
			.withMessageContaining("environment-file");
	}

	@Test
	void optionVariablesAreRewrittenOnlyWhereTheyClash() {
		Map<String, String> environment = Map.of("JAVA_TOOL_OPTIONS", "-Xmx1g  '-Da=b c' -Xloggc:gc.log",
				"JDK_JAVA_OPTIONS", "-Da=b  -Dc=d");
		OriginalCommand original = new OriginalCommand(List.of("java", "-jar", "app.jar"), environment, this.directory);
		Map<String, String> result = SuccessorCommand.of(original, ProcessSettings.DEFAULTS, target(2)).environment();
		assertThat(result).containsEntry("JAVA_TOOL_OPTIONS", "-Xmx1g '-Da=b c' -Xloggc:gc-g2.log")
			.containsEntry("JDK_JAVA_OPTIONS", "-Da=b  -Dc=d");
	}

	@Test
	void masksSecretsInTextAndUserInfo() {
		assertThat(Masked.of("added: -Dx.api-key=abc def")).isEqualTo("added: -Dx.api-key=***");
		assertThat(Masked.of("A_TOKEN=a\nb")).isEqualTo("A_TOKEN=***");
		assertThat(Masked.of("URL=http://u:p@host/x")).isEqualTo("URL=http://***@host/x");
		assertThat(Masked.of("-Xmx1g")).isEqualTo("-Xmx1g");
	}

	@Test
	void javaIsTheConfiguredTheRunningThatOfJavaHomeOrThatOfThePath() throws IOException {
		Path gone = this.directory.resolve("gone");
		Path one = java("one/bin");
		Path two = java("two");
		Map<String, String> environment = new TreeMap<>(Map.of("JAVA_HOME", this.directory.resolve("one").toString(),
				"PATH", ":/nowhere:" + this.directory.resolve("two")));
		assertThat(JavaExecutable.find(this.directory.resolve("one"), gone, environment).path()).isEqualTo(one);
		assertThat(JavaExecutable.find(null, this.directory.resolve("one"), Map.of()).running()).isTrue();
		JavaExecutable fromHome = JavaExecutable.find(null, gone, environment);
		assertThat(fromHome.path()).isEqualTo(one);
		assertThat(fromHome.source()).startsWith("JAVA_HOME, since " + gone);
		environment.remove("JAVA_HOME");
		assertThat(JavaExecutable.find(null, gone, environment).path()).isEqualTo(two);
		assertThatExceptionOfType(UpdateException.class).isThrownBy(() -> JavaExecutable.find(null, gone, Map.of()))
			.withMessageContaining("hotupdate.process.java-home");
		assertThatExceptionOfType(UpdateException.class)
			.isThrownBy(() -> JavaExecutable.find(gone, this.directory.resolve("one"), Map.of()));
	}

	@Test
	void versionOfAJavaIsWhatItsInstallationSays() throws IOException {
		Path home = this.directory.resolve("jdk");
		java("jdk/bin");
		ProcessSettings settings = new ProcessSettings(home, List.of(), List.of(), null);
		JavaExecutable java = JavaExecutable.ofSuccessor(original("java"), settings);
		assertThat(java.feature()).isEmpty();
		Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"25.0.1\"\n");
		assertThat(java.feature()).hasValue(25);
		Files.writeString(home.resolve("release"), "JAVA_VERSION=\"1.8.0_392\"\n");
		assertThat(java.feature()).hasValue(8);
		Path link = Files.createSymbolicLink(this.directory.resolve("java"), java.path());
		assertThat(new JavaExecutable(link, "the PATH", false).feature()).hasValue(8);
		assertThat(JavaExecutable.ofSuccessor(original("java"), ProcessSettings.DEFAULTS).feature())
			.hasValue(Runtime.version().feature());
	}

	@Test
	void javaHomeOfTheEnvironmentFileCountsWhenTheRunningJavaIsGone() throws IOException {
		Path java = java("other/bin");
		Path file = Files.writeString(this.directory.resolve("env"), "JAVA_HOME=" + this.directory.resolve("other"));
		ProcessSettings settings = new ProcessSettings(null, List.of(), List.of(), file);
		assertThat(JavaExecutable.ofSuccessor(original("java"), settings, this.directory.resolve("gone")).path())
			.isEqualTo(java);
	}

	private Path java(String parent) throws IOException {
		Path file = Files.createDirectories(this.directory.resolve(parent)).resolve("java");
		Files.createFile(file);
		assertThat(file.toFile().setExecutable(true)).isTrue();
		return file;
	}

	private OriginalCommand original(String... arguments) {
		return new OriginalCommand(List.of(arguments), Map.of(), this.directory);
	}

	private static SuccessorCommand.Target target(long generation) {
		return new SuccessorCommand.Target(Path.of("/store/" + generation + ".jar"), generation,
				Path.of("/store/tmp/" + generation), Map.of("hotupdate.handover.socket", "/run/h.sock"));
	}

}
