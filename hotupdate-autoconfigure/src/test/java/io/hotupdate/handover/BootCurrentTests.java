package io.hotupdate.handover;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.hotupdate.process.OriginalCommand;
import io.hotupdate.process.ProcessSettings;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BootCurrentTests {

	private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

	private static final Path JAR = Path.of("/store/1.1.0.jar");

	@Test
	void onlyTheJarDiffers() {
		assertThat(command(ProcessSettings.DEFAULTS, false, "java", "-Xmx1g", "-jar", "app.jar", "--a=b"))
			.containsExactly(JAVA, "-Xmx1g", "-jar", JAR.toString(), "--a=b");
	}

	@Test
	void whatTheUserWantsToDifferDoes() {
		ProcessSettings settings = new ProcessSettings(null, List.of("-Xmx2g"), List.of("--a=c", "-x"), null);
		List<String> once = command(settings, false, "java", "-Xmx1g", "-jar", "app.jar", "--a=b", "--ab=1", "y");
		assertThat(once).containsExactly(JAVA, "-Xmx1g", "-Xmx2g", "-jar", JAR.toString(), "--ab=1", "y", "--a=c",
				"-x");
	}

	@Test
	void anotherRestartAddsNothingTwice() {
		ProcessSettings settings = new ProcessSettings(null, List.of("-Xmx2g"), List.of("--a=c"), null);
		List<String> once = command(settings, true, "java", "-jar", "app.jar");
		assertThat(once).containsExactly(JAVA, "-Dhotupdate.handover.restarted=true", "-Xmx2g", "-jar", JAR.toString(),
				"--a=c");
		assertThat(command(settings, true, once.toArray(String[]::new))).isEqualTo(once);
	}

	private static List<String> command(ProcessSettings settings, boolean completes, String... original) {
		return BootCurrent.command(new OriginalCommand(List.of(original), Map.of(), Path.of("/srv")), settings, JAR,
				completes);
	}

}
