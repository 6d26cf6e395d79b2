package io.hotupdate.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class GenerationHopsIT {

	@TempDir
	Path directory;

	@Test
	void everyGenerationIsBuiltFromTheOriginalCommand() throws Exception {
		jar();
		Files.writeString(this.directory.resolve("options"), "-XX:TieredStopAtLevel=1\n\"-Dfrom.file=a b\"");
		// standard input is closed
		Process first = new ProcessBuilder("/bin/sh", "-c",
				"exec '" + Jvm.java() + "' @options -Xlog:gc:file=gc.log -jar app.jar 'two words' '' <&-")
			.directory(this.directory.toFile())
			.redirectErrorStream(true)
			.start();
		List<String> lines = first.inputReader(StandardCharsets.UTF_8).lines().toList();
		assertThat(first.waitFor()).as(lines::toString).isZero();
		assertThat(lines).containsSubsequence("1 args [two words, ]", "1 options a b null null",
				"2 args [two words, , added]", "2 options a b yes first", "2 tmp /tmp", "3 args [two words, , added]",
				"3 options a b yes null", "3 tmp /tmp");
		assertThat(this.directory.resolve("gc.log")).exists();
		assertThat(this.directory.resolve("gc-g2.log")).exists();
		assertThat(this.directory.resolve("gc-g3.log")).exists();
	}

	private void jar() throws IOException {
		Manifest manifest = new Manifest();
		manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
		manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, HopMain.class.getName());
		String classPath = Arrays.stream(System.getProperty("java.class.path").split(":"))
			.map((entry) -> Path.of(entry).toUri().toString())
			.collect(Collectors.joining(" "));
		manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
		try (OutputStream file = Files.newOutputStream(this.directory.resolve("app.jar"));
				JarOutputStream jar = new JarOutputStream(file, manifest)) {
			jar.finish();
		}
	}

}
