package io.hotupdate.process;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class MovedJavaIT {

	/** Newer JDKs need the option that the finding names. */
	private static final String OPTION = (Runtime.version().feature() > 17) ? "-Djdk.lang.Process.launchMechanism=FORK"
			: "-Dnone";

	@Test
	void generationStartsWhenTheRunningJavaIsGone(@TempDir Path directory) throws Exception {
		Path home = directory.resolve("java");
		int linked = ToolProvider.findFirst("jlink")
			.map((jlink) -> jlink.run(System.out, System.err, "--add-modules", "java.base", "--output",
					home.toString()))
			.orElse(-1);
		assumeTrue(linked == 0, "This JDK cannot link a runtime image");
		assertThat(Files.isExecutable(home.resolve("lib/jspawnhelper"))).isTrue();
		ProcessBuilder builder = new ProcessBuilder(home.resolve("bin/java").toString(), OPTION, "-cp",
				System.getProperty("java.class.path"), MovedJavaMain.class.getName())
			.redirectErrorStream(true);
		builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
		Process process = builder.start();
		List<String> lines = process.inputReader(StandardCharsets.UTF_8).lines().toList();
		assertThat(process.waitFor()).as(lines::toString).isZero();
		assertThat(lines.get(0)).isEqualTo("JAVA_HOME, since " + home + ", which runs now, is gone");
		assertThat(lines.get(1)).isEqualTo("in the way: false");
		assertThat(lines).anyMatch((line) -> line.contains("version"));
	}

}
