package io.hotupdate.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * On Linux the JDK starts processes through a helper program of its own, which is gone
 * when the installation was moved, and refuses to work when it was replaced by another
 * version. Then the older way of the JDK has to do.
 */
final class SpawnHelper {

	private static final String MECHANISM = "jdk.lang.Process.launchMechanism";

	private SpawnHelper() {
	}

	/** Has an effect before the first process is started, and none later. */
	static void avoidIfUnusable() {
		Path home = Path.of(System.getProperty("java.home"));
		if (Platform.current().filter(Platform.LINUX::equals).isPresent() && System.getProperty(MECHANISM) == null
				&& !isUsable(home)) {
			System.setProperty(MECHANISM, "VFORK");
		}
	}

	private static boolean isUsable(Path home) {
		try {
			List<String> release = Files.readAllLines(home.resolve("release"));
			return Files.isExecutable(home.resolve("lib").resolve("jspawnhelper"))
					&& release.contains("JAVA_VERSION=\"" + System.getProperty("java.version") + "\"");
		}
		catch (IOException ex) {
			return false;
		}
	}

}
