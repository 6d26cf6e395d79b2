package io.hotupdate.process;

import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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
	void platformsAreTheOnesWhoseNumbersAreKnown() {
		assertThat(Platform.of("Linux", "amd64")).contains(Platform.LINUX);
		assertThat(Platform.of("Linux", "aarch64")).contains(Platform.LINUX);
		assertThat(Platform.of("Mac OS X", "aarch64")).contains(Platform.MACOS);
		assertThat(Platform.of("Linux", "arm")).isEmpty();
		assertThat(Platform.of("Windows 11", "amd64")).isEmpty();
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
