package io.hotupdate.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * One instance of the order desk as its own processes: the one that was started here and
 * every later generation. Closing it ends them all.
 */
final class AppProcess implements AutoCloseable {

	private static final String MARK = "ORDERDESK_INSTANCE";

	private static final Duration START = Duration.ofSeconds(90);

	private static final Duration END = Duration.ofSeconds(60);

	private static final long TICK_MS = 20;

	private final Path folder;

	private final int port;

	private final String mark;

	private final Process process;

	private AppProcess(Path folder, int port, String mark, Process process) {
		this.folder = folder;
		this.port = port;
		this.mark = mark;
		this.process = process;
	}

	/**
	 * Prepare an instance that keeps its files in a folder and listens on a free port.
	 */
	static Launcher in(Path folder) {
		return new Launcher(folder);
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
		Path start = home().resolve(name);
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

	private void awaitAnswer() {
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

	private static Path home(Path folder) {
		return folder.resolve("home");
	}

	private static Path log(Path folder) {
		return folder.resolve("app.log");
	}

	/** A port of 127.0.0.1 on which nobody listens. */
	static int freePort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** How to start an instance. */
	static final class Launcher {

		private final Path folder;

		private final List<String> jvmOptions = new ArrayList<>();

		private final List<String> arguments = new ArrayList<>();

		private final List<String> wrapper = new ArrayList<>();

		private int port;

		private Path javaHome;

		private Launcher(Path folder) {
			this.folder = folder.toAbsolutePath();
			String javaHome = System.getProperty("hotupdate.test.java-home", "");
			this.javaHome = Path.of(javaHome.isEmpty() ? System.getProperty("java.home") : javaHome);
		}

		/** Use this port instead of a free one. */
		Launcher port(int port) {
			this.port = port;
			return this;
		}

		/** Run this JDK instead of the one that is under test. */
		Launcher javaHome(Path javaHome) {
			this.javaHome = javaHome;
			return this;
		}

		Launcher jvmOption(String option) {
			this.jvmOptions.add(option);
			return this;
		}

		/** Give the instance a temporary folder of its own, to see what is left in it. */
		Launcher temporaryFolder(Path folder) {
			return jvmOption("-Djava.io.tmpdir=" + folder);
		}

		/** Set a property of the application. */
		Launcher property(String name, Object value) {
			this.arguments.add("--" + name + "=" + value);
			return this;
		}

		/** Run the whole command line behind these words. */
		Launcher wrapper(String... words) {
			this.wrapper.addAll(List.of(words));
			return this;
		}

		/** Start a jar and wait until it answers. */
		AppProcess start(Path jar) {
			AppProcess app = launch(jar);
			try {
				app.awaitAnswer();
				return app;
			}
			catch (RuntimeException ex) {
				app.close();
				throw ex;
			}
		}

		/** Start a jar and wait for nothing. */
		AppProcess launch(Path jar) {
			int port = (this.port != 0) ? this.port : freePort();
			String mark = MARK + "=" + UUID.randomUUID();
			List<String> command = new ArrayList<>(this.wrapper);
			command.add(this.javaHome.resolve("bin/java").toString());
			command.addAll(this.jvmOptions);
			command.addAll(List.of("-jar", jar.toAbsolutePath().toString()));
			command.add("--server.address=127.0.0.1");
			command.add("--server.port=" + port);
			command.add("--hotupdate.home=" + home(this.folder));
			command.add("--hotupdate.releases.location=" + SampleRelease.location());
			command.addAll(this.arguments);
			ProcessBuilder builder = new ProcessBuilder(command).directory(this.folder.toFile())
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.appendTo(log(this.folder).toFile()));
			builder.environment().put(MARK, mark.substring(MARK.length() + 1));
			try {
				return new AppProcess(this.folder, port, mark, builder.start());
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
