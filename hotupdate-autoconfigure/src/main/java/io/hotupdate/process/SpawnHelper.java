package io.hotupdate.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.hotupdate.Reason;
import io.hotupdate.UpdateException;

/**
 * On Linux the JDK starts processes through a helper program of its own, which is gone
 * when the installation was moved, and refuses to work when it was replaced by another
 * version. Then the older way of the JDK has to do.
 */
final class SpawnHelper {

	private static final String MECHANISM = "jdk.lang.Process.launchMechanism";

	static final String REMEDY = "put that version back (a link to it will do), or start with"
			+ " -Djdk.lang.Process.launchMechanism=FORK";

	private static volatile boolean decided;

	private static final int LAST_THAT_DECIDES_LATE = 17;

	private SpawnHelper() {
	}

	/**
	 * Start a process, in the older way if the helper cannot be used. That has an effect
	 * only if the JDK has not read the property yet.
	 * @throws UpdateException if it had, and so cannot start any
	 */
	static Process start(ProcessBuilder builder) throws IOException {
		boolean avoid = isNeededAndUnusable();
		if (avoid) {
			System.setProperty(MECHANISM, "FORK");
		}
		try {
			return builder.start();
		}
		catch (IOException ex) {
			if (!avoid) {
				throw ex;
			}
			System.clearProperty(MECHANISM);
			decided = true;
			throw new UpdateException(Reason.NOT_SUPPORTED, inTheWay() + "; perhaps you should " + REMEDY, ex);
		}
	}

	static String inTheWay() {
		return "The running Java " + System.getProperty("java.home")
				+ " was moved or replaced, and it starts processes through a helper program from there";
	}

	/**
	 * Whether no process can be started: newer JDKs decide at the first getenv(), older
	 * ones when the application itself starts a process, which only a try shows.
	 */
	static boolean isInTheWay() {
		return isNeededAndUnusable() && (decided || Runtime.version().feature() > LAST_THAT_DECIDES_LATE);
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
