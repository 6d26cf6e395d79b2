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

	private static final int LAST_THAT_DECIDES_LATE = 17;

	private SpawnHelper() {
	}

	/** Has an effect only if the JDK has not read the property yet: see isInTheWay(). */
	static void avoidIfUnusable() {
		if (isNeededAndUnusable()) {
			System.setProperty(MECHANISM, "FORK");
		}
	}

	/** Whether no process can be started: newer JDKs decide at the first getenv(). */
	static boolean isInTheWay() {
		return isNeededAndUnusable() && Runtime.version().feature() > LAST_THAT_DECIDES_LATE;
	}

	private static boolean isNeededAndUnusable() {
		return Platform.current().filter(Platform.LINUX::equals).isPresent() && System.getProperty(MECHANISM) == null
				&& !isUsable(Path.of(System.getProperty("java.home")));
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
