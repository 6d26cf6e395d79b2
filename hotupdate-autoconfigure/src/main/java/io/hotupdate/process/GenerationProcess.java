package io.hotupdate.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A generation that this process has started. */
public final class GenerationProcess implements SuccessorProcess {

	private static final Path STANDARD_INPUT = Path.of("/proc/self/fd/0");

	private final Process process;

	private GenerationProcess(Process process) {
		this.process = process;
	}

	/**
	 * Start a generation. It shares the standard streams, and inherits no other
	 * descriptor of this process.
	 * @param command how
	 * @return the process
	 * @throws IOException if it cannot be started
	 */
	public static GenerationProcess launch(SuccessorCommand command) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(command.command()).inheritIO()
			.directory(command.directory().toFile());
		if (!isInputToShare()) {
			builder.redirectInput(new File("/dev/null"));
		}
		builder.environment().clear();
		builder.environment().putAll(command.environment());
		return new GenerationProcess(SpawnHelper.start(builder));
	}

	/** Closed, or a socket that inetd or systemd has put there for this process. */
	private static boolean isInputToShare() throws IOException {
		if (!Files.isSymbolicLink(STANDARD_INPUT)) {
			return !Files.isDirectory(Path.of("/proc/self"));
		}
		return !Files.readSymbolicLink(STANDARD_INPUT).toString().startsWith("socket:");
	}

	@Override
	public long pid() {
		return this.process.pid();
	}

	@Override
	public ProcessIdentity identity() {
		return ProcessIdentity.of(pid()).orElse(new ProcessIdentity(pid(), -1));
	}

	@Override
	public boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Its end.
	 * @return completes with the exit code, 128 + n for signal n
	 */
	public CompletableFuture<Integer> onExit() {
		return this.process.onExit().thenApply(Process::exitValue);
	}

	@Override
	public OptionalInt exitCode(Duration timeout) throws InterruptedException {
		boolean ended = this.process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
		return ended ? OptionalInt.of(this.process.exitValue()) : OptionalInt.empty();
	}

	@Override
	public boolean kill(Duration timeout) throws InterruptedException {
		return this.process.destroyForcibly().waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
	}

}
