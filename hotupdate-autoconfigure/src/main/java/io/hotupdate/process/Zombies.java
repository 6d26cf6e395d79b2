package io.hotupdate.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Processes that have ended and whose parent has gone: they become children of process 1,
 * or of none that reaps them. Java reaps only those that it has started.
 */
public final class Zombies {

	private static final int WNOHANG = 1;

	private static final Path PROC = Path.of("/proc");

	private Zombies() {
	}

	/**
	 * The ended children of this process that nobody has reaped.
	 * @return their pids; those that Java has started and is about to reap among them
	 * @throws IOException if the processes cannot be listed
	 */
	public static List<Long> ofThisProcess() throws IOException {
		List<Long> zombies = new ArrayList<>();
		String parent = String.valueOf(ProcessHandle.current().pid());
		try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
			for (Path process : processes) {
				if (isZombieOf(parent, process)) {
					zombies.add(Long.valueOf(String.valueOf(process.getFileName())));
				}
			}
		}
		return zombies;
	}

	private static boolean isZombieOf(String parent, Path process) {
		try {
			String stat = Files.readString(process.resolve("stat"));
			String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 3);
			return fields[0].equals("Z") && fields[1].equals(parent);
		}
		catch (IOException ex) {
			// it went while it was looked at
			return false;
		}
	}

	/**
	 * Reap one.
	 * @param pid its pid; never one that Java has started, whose exit code would be lost
	 * @throws IOException if native calls are not possible
	 */
	public static void reap(long pid) throws IOException {
		NativeAccess.libC().waitpid(Math.toIntExact(pid), null, WNOHANG);
	}

}
