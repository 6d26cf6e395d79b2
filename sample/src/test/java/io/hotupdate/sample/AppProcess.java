package io.hotupdate.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * One instance of the order desk as its own processes: the one that was started here and
 * every later generation. Closing it ends them all.
 */
final class AppProcess implements AutoCloseable {

	private static final int PORTS = 7000;

	private static final AtomicInteger NEXT_PORT = new AtomicInteger(
			(int) (ProcessHandle.current().pid() * 131 % PORTS));

	private static final Duration START = Duration.ofSeconds(90);

	private static final Duration END = Duration.ofSeconds(60);

	private static final long TICK_MS = 20;

	private final Path folder;

	private final int port;

	private final String mark;

	private final Process process;

	AppProcess(Path folder, int port, String mark, Process process) {
		this.folder = folder;
		this.port = port;
		this.mark = mark;
		this.process = process;
	}

	/**
	 * Prepare an instance that keeps its files in a folder and listens on a free port.
	 */
	static AppLauncher in(Path folder) {
		return new AppLauncher(folder);
	}

	int port() {
		return this.port;
	}

	/** The process that was started here, generation 1. */
	long pid() {
		return this.process.pid();
	}

	Path home() {
		return home(this.folder);
	}

	Path database() {
		return this.folder.resolve("orders.db");
	}

	/** The file that takes the output of all generations. */
	Path log() {
		return log(this.folder);
	}

	/** The last lines of the output, for the message of an assertion. */
	String tail() {
		try {
			if (!Files.exists(log())) {
				return "(no output)";
			}
			List<String> lines = new String(Files.readAllBytes(log()), StandardCharsets.UTF_8).lines().toList();
			return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The process ids of all live generations, and of whatever else they started. */
	List<Long> generations() {
		return LinuxProcesses.mentioning(this.mark);
	}

	/**
	 * The regular files, sockets and links below a folder of the home; empty without it.
	 */
	List<String> filesInHome(String name) {
		return files(home().resolve(name));
	}

	/** What is in the temporary folder, if the instance has one of its own. */
	List<String> temporaryFiles() {
		return files(this.folder.resolve("tmp"));
	}

	private static List<String> files(Path start) {
		if (!Files.isDirectory(start)) {
			return List.of();
		}
		try (Stream<Path> files = Files.walk(start)) {
			return files.filter((file) -> !Files.isDirectory(file))
				.map((file) -> start.relativize(file).toString())
				.sorted()
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Wait until the first generation has ended and tell its exit code. */
	int awaitExit() {
		try {
			if (!this.process.waitFor(END.toMillis(), TimeUnit.MILLISECONDS)) {
				throw new IllegalStateException("Process " + pid() + " has not ended in " + END + "\n" + tail());
			}
			return this.process.exitValue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for process " + pid(), ex);
		}
	}

	/** Whether generation 1 still runs. */
	boolean isAlive() {
		return this.process.isAlive();
	}

	/** {@code kill -9} of generation 1. */
	void kill9() {
		kill9(pid());
	}

	void kill9(long pid) {
		LinuxProcesses.signal(pid, "KILL");
	}

	/** Ask generation 1 to end. */
	void term() {
		term(pid());
	}

	void term(long pid) {
		LinuxProcesses.signal(pid, "TERM");
	}

	/** Freeze a process. */
	void stop(long pid) {
		LinuxProcesses.signal(pid, "STOP");
	}

	/** Let a frozen process go on. */
	void cont(long pid) {
		LinuxProcesses.signal(pid, "CONT");
	}

	/** Kill all generations and wait until they are gone. */
	@Override
	public void close() {
		await(END, () -> {
			generations().forEach(this::kill9);
			return generations().isEmpty() && !this.process.isAlive();
		}, "The instance in " + this.folder + " cannot be ended");
	}

	/** Wait until the instance answers, or fail with its output when it has ended. */
	void awaitAnswer() {
		await(START, () -> {
			if (!this.process.isAlive()) {
				throw new IllegalStateException(
						"The application ended with " + this.process.exitValue() + "\n" + tail());
			}
			return answers();
		}, "The application does not answer on port " + this.port);
	}

	/** Whether GET / is answered with 200 by whichever generation. */
	boolean answers() {
		try (RawConnection connection = RawConnection.open(this.port, Duration.ofSeconds(5))) {
			return connection.exchange("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
				.status() == 200;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private void await(Duration limit, BooleanSupplier condition, String failure) {
		long deadline = System.nanoTime() + limit.toNanos();
		try {
			while (!condition.getAsBoolean()) {
				if (System.nanoTime() > deadline) {
					throw new IllegalStateException(failure + " in " + limit + "\n" + tail());
				}
				TimeUnit.MILLISECONDS.sleep(TICK_MS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting", ex);
		}
	}

	static Path home(Path folder) {
		return folder.resolve("home");
	}

	static Path log(Path folder) {
		return folder.resolve("app.log");
	}

	/**
	 * A port of 127.0.0.1 on which nobody listens. Not one of those that the kernel gives
	 * to clients, nor one of the tests that another JVM runs at the same time.
	 */
	static int freePort() {
		int first = PORTS * (1 + Integer.getInteger("hotupdate.test.fork", 0));
		for (int i = 0; i < PORTS; i++) {
			int port = first + Math.floorMod(NEXT_PORT.getAndIncrement(), PORTS);
			try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
				return socket.getLocalPort();
			}
			catch (BindException ex) {
				// somebody has it
				continue;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		throw new IllegalStateException("All ports from " + first + " on are taken");
	}

}
