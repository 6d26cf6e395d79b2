package io.hotupdate.process;

import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class NativeAccessIT {

	@TempDir
	Path directory;

	@Test
	void libraryIsExtractedToTheDirectoryAndLeavesNothing() throws Exception {
		assertThat(probe(System.getProperty("java.class.path"), this.directory)).startsWith("available");
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void missingLibraryIsAReasonAndNoError() throws Exception {
		String classPath = location(NativeAccess.class) + ":" + location(NativeProbe.class);
		assertThat(probe(classPath, this.directory).get(0)).startsWith("Native calls are not possible")
			.contains("jna")
			.contains("perhaps you should keep net.java.dev.jna:jna");
	}

	@Test
	void directoryThatCannotBeWrittenIsAReasonAndNoError() throws Exception {
		Path file = Files.createFile(this.directory.resolve("file"));
		assertThat(probe(System.getProperty("java.class.path"), file).get(0))
			.startsWith("Native calls are not possible")
			.contains("jna.tmpdir");
	}

	@Test
	void whatIsForeseenTakesNoNativeCall() throws Exception {
		String missing = location(NativeAccess.class) + ":" + location(NativeProbe.class);
		assertThat(foreseen(missing)).singleElement(InstanceOfAssertFactories.STRING)
			.startsWith("NO_NATIVE_ACCESS false Native calls are made through JNA")
			.contains("an update restarts in place");
		boolean warns = Runtime.version().feature() >= 24;
		String classPath = System.getProperty("java.class.path");
		assertThat(foreseen(classPath)).hasSize(warns ? 1 : 0)
			.allSatisfy((line) -> assertThat(line).startsWith("NATIVE_ACCESS_WARNS false"));
		if (warns) {
			assertThat(foreseen(classPath, "--enable-native-access=ALL-UNNAMED")).isEmpty();
		}
	}

	@Test
	void anotherPlatformIsForeseen() {
		String reason = NativeAccess.impossible(Optional.empty(), getClass().getClassLoader()).orElseThrow();
		assertThat(NativeAccess.foreseen(reason, true)).singleElement().satisfies((finding) -> {
			assertThat(finding.code()).isEqualTo("NO_NATIVE_ACCESS");
			assertThat(finding.blocking()).isFalse();
			assertThat(finding.message()).contains("64-bit Linux and macOS", "an update restarts in place");
			assertThat(finding.remedy()).isEqualTo("Perhaps you should run this application on one of those");
		});
	}

	@Test
	void platformsAreTheOnesWhoseNumbersAreKnown() {
		assertThat(Platform.of("Linux", "amd64")).contains(Platform.LINUX);
		assertThat(Platform.of("Linux", "aarch64")).contains(Platform.LINUX);
		assertThat(Platform.of("Mac OS X", "aarch64")).contains(Platform.MACOS);
		assertThat(Platform.of("Linux", "arm")).isEmpty();
		assertThat(Platform.of("Windows 11", "amd64")).isEmpty();
	}

	/** Shows which classes are loaded meanwhile: none of JNA. */
	private List<String> foreseen(String classPath, String... options) throws Exception {
		List<String> command = new ArrayList<>(List.of(Jvm.java()));
		command.addAll(List.of(options));
		command.addAll(List.of("-verbose:class", "-cp", classPath, NativeProbe.class.getName()));
		Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		List<String> lines = process.inputReader(StandardCharsets.UTF_8).lines().toList();
		assertThat(process.waitFor()).isZero();
		assertThat(lines).noneMatch((line) -> line.contains("com.sun.jna"));
		return lines.stream().filter((line) -> line.startsWith("NO_") || line.startsWith("NATIVE_")).toList();
	}

	private static List<String> probe(String classPath, Path directory) throws Exception {
		Process process = new ProcessBuilder(Jvm.java(), "-cp", classPath, NativeProbe.class.getName(),
				directory.toString())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		List<String> lines = process.inputReader(StandardCharsets.UTF_8).lines().toList();
		assertThat(process.waitFor()).isZero();
		return lines;
	}

	private static Path location(Class<?> type) throws URISyntaxException {
		return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
	}

}
