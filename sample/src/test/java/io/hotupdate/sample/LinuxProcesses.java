package io.hotupdate.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Processes as /proc shows them. A {@link ProcessHandle} is not enough: a successor is no
 * child of this JVM, and outlives the one it was a child of.
 */
final class LinuxProcesses {

	private static final Path PROC = Path.of("/proc");

	private LinuxProcesses() {
	}

	/**
	 * The live processes whose command line or initial environment contains a text, in
	 * the order of their ids. Zombies have neither.
	 */
	static List<Long> mentioning(String text) {
		try (Stream<Path> entries = Files.list(PROC)) {
			return entries.map((entry) -> entry.getFileName().toString())
				.filter((name) -> Character.isDigit(name.charAt(0)))
				.map(Long::valueOf)
				.filter((pid) -> read(pid, "cmdline").contains(text) || read(pid, "environ").contains(text))
				.sorted()
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The arguments a process was started with; empty if it is gone. */
	static List<String> commandLine(long pid) {
		return List.of(read(pid, "cmdline").split("\0"));
	}

	/** Whether a process exists and is no zombie. */
	static boolean isAlive(long pid) {
		String stat = read(pid, "stat");
		int name = stat.lastIndexOf(')');
		return name > 0 && stat.charAt(name + 2) != 'Z' && stat.charAt(name + 2) != 'X';
	}

	/**
	 * Whether no thread of a process is left. A killed process is a zombie while its last
	 * threads still hold its sockets open.
	 */
	static boolean hasEnded(long pid) {
		String[] threads = PROC.resolve(pid + "/task").toFile().list();
		return !isAlive(pid) && (threads == null || threads.length <= 1);
	}

	/** Whether every thread of a process is stopped, or it is gone. */
	static boolean isStopped(long pid) {
		String[] threads = PROC.resolve(pid + "/task").toFile().list();
		return threads == null || Stream.of(threads).allMatch((thread) -> {
			String stat = read(pid, "task/" + thread + "/stat");
			int name = stat.lastIndexOf(')');
			return name < 0 || "TtZX".indexOf(stat.charAt(name + 2)) >= 0;
		});
	}

	/** What the file descriptors of a process point to; empty if it is gone. */
	static List<String> descriptors(long pid) {
		List<String> targets = new ArrayList<>();
		try (Stream<Path> links = Files.list(PROC.resolve(Long.toString(pid)).resolve("fd"))) {
			for (Path link : links.toList()) {
				if (Files.isSymbolicLink(link)) {
					targets.add(Files.readSymbolicLink(link).toString());
				}
			}
		}
		catch (IOException | UncheckedIOException ex) {
			return onGone(pid, ex, targets);
		}
		return targets;
	}

	/**
	 * What a descriptor of the socket that listens on a port points to; empty if nobody
	 * listens.
	 */
	static String listener(int port) {
		return sockets(port).filter((fields) -> fields[3].equals("0A"))
			.map((fields) -> "socket:[" + fields[9] + "]")
			.findFirst()
			.orElse("");
	}

	/**
	 * The clients' ports of the connections to a port that a process has accepted and
	 * holds. One that nobody has accepted yet has no inode.
	 */
	static Set<Integer> clients(long pid, int port) {
		Set<String> held = Set.copyOf(descriptors(pid));
		Set<Integer> clients = new HashSet<>();
		// the table is read in pieces, and what is closed meanwhile may hide its
		// neighbour
		for (int i = 0; i < 3; i++) {
			sockets(port).filter((fields) -> held.contains("socket:[" + fields[9] + "]"))
				.map((fields) -> Integer.valueOf(fields[2].substring(fields[2].indexOf(':') + 1), 16))
				.filter((client) -> client != 0)
				.forEach(clients::add);
		}
		return clients;
	}

	/** The rows of the kernel's tables of the sockets that are bound to a port. */
	private static Stream<String[]> sockets(int port) {
		String local = String.format(Locale.ROOT, ":%04X", port);
		return Stream.of("tcp", "tcp6")
			.flatMap((table) -> lines(PROC.resolve("net").resolve(table)))
			.map((line) -> line.trim().split("\\s+"))
			.filter((fields) -> fields.length > 9 && fields[1].endsWith(local));
	}

	/** The processes that hold a lock on a file. */
	static List<Long> lockHolders(Path file) {
		try {
			String inode = ":" + Files.getAttribute(file, "unix:ino") + " ";
			return lines(PROC.resolve("locks")).filter((line) -> line.contains(inode) && !line.contains("->"))
				.map((line) -> Long.valueOf(line.trim().split("\\s+")[4]))
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Stream<String> lines(Path file) {
		try {
			return Files.exists(file) ? Files.readAllLines(file).stream() : Stream.empty();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Send a signal.
	 * @param signal the name without SIG: KILL, TERM, STOP, CONT
	 */
	static void signal(long pid, String signal) {
		SignalShell.send(pid, signal);
	}

	private static String read(long pid, String file) {
		try {
			return Files.readString(PROC.resolve(Long.toString(pid)).resolve(file), StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			return onGone(pid, ex, "");
		}
	}

	/** Processes end while they are looked at, and those of others may not be read. */
	private static <T> T onGone(long pid, Exception ex, T nothing) {
		if (ProcessHandle.current().pid() == pid) {
			throw new IllegalStateException("This process cannot read its own entry in /proc", ex);
		}
		return nothing;
	}

}
