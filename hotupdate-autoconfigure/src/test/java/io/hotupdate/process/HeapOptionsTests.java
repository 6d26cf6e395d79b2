package io.hotupdate.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.hotupdate.process.FakeMachine.MB;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The largest heap, by the options of a successor.
 */
class HeapOptionsTests {

	private static final OptionalLong TOTAL = OptionalLong.of(1000 * MB);

	@TempDir
	Path directory;

	@Test
	void nothingIsSaid() {
		assertThat(largest(Map.of(), List.of())).isEmpty();
		assertThat(largest(Map.of(), List.of(), "-Xms512m", "-Xss1m", "-XX:InitialRAMPercentage=50")).isEmpty();
	}

	@Test
	void sizes() {
		assertThat(largest(Map.of(), List.of(), "-Xmx512m")).hasValue(512 * MB);
		assertThat(largest(Map.of(), List.of(), "-Xmx2G")).hasValue(2048 * MB);
		assertThat(largest(Map.of(), List.of(), "-Xmx1048576K")).hasValue(1024 * MB);
		assertThat(largest(Map.of(), List.of(), "-XX:MaxHeapSize=1048576")).hasValue(MB);
		assertThat(largest(Map.of(), List.of(), "-Xmx512m", "-Xmx256m")).hasValue(256 * MB);
	}

	@Test
	void sharesOfTheMemory() {
		assertThat(largest(Map.of(), List.of(), "-XX:MaxRAMPercentage=75")).hasValue(750 * MB);
		assertThat(largest(Map.of(), List.of(), "-XX:MaxRAMPercentage=12.5")).hasValue(125 * MB);
		assertThat(largest(Map.of(), List.of(), "-XX:MaxRAMFraction=2")).hasValue(500 * MB);
		assertThat(largest(Map.of(), List.of(), "-XX:MaxRAMPercentage=75", "-XX:MaxRAMFraction=2")).hasValue(750 * MB);
		assertThat(largest(Map.of(), List.of(), "-Xmx100m", "-XX:MaxRAMPercentage=75")).hasValue(100 * MB);
	}

	@Test
	void variablesAndSettingsCountToo() {
		assertThat(largest(Map.of("JAVA_TOOL_OPTIONS", "-Dx=y -Xmx300m"), List.of())).hasValue(300 * MB);
		assertThat(largest(Map.of("JDK_JAVA_OPTIONS", "-Xmx300m"), List.of(), "-Xmx200m")).hasValue(200 * MB);
		assertThat(largest(Map.of(), List.of("-Xmx400m"), "-Xmx200m")).hasValue(400 * MB);
		assertThat(largest(Map.of("_JAVA_OPTIONS", "-Xmx50m"), List.of(), "-Xmx200m")).hasValue(50 * MB);
	}

	@Test
	void argumentFilesAreRead() throws IOException {
		Files.writeString(this.directory.resolve("jvm.options"), "-Xmx128m\n");
		assertThat(largest(Map.of(), List.of(), "@jvm.options")).hasValue(128 * MB);
	}

	private OptionalLong largest(Map<String, String> environment, List<String> added, String... options) {
		List<String> arguments = new ArrayList<>(List.of("java"));
		arguments.addAll(List.of(options));
		arguments.addAll(List.of("-jar", "app.jar"));
		return new HeapOptions(new OriginalCommand(arguments, environment, this.directory),
				new ProcessSettings(null, added, List.of(), null))
			.largest(TOTAL);
	}

}
