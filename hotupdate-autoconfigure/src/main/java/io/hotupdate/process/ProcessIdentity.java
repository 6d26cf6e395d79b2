package io.hotupdate.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that is not mistaken for another one that has got its pid.
 *
 * @param pid the pid
 * @param startTime when it started: clock ticks since the boot on Linux, which no change
 * of the clock moves, else milliseconds since 1970
 */
public record ProcessIdentity(long pid, long startTime) {

	private static final long POLL_NANOS = Duration.ofMillis(5).toNanos();

	private static final boolean PROC = Files.isReadable(Path.of("/proc/self/stat"));

	/**
	 * This process.
	 * @return its identity
	 */
	public static ProcessIdentity current() {
		return of(ProcessHandle.current().pid()).orElseThrow();
	}

	/**
	 * The process that has a pid now.
	 * @param pid the pid
	 * @return its identity, or empty if there is no such process, or only a zombie
	 */
	public static Optional<ProcessIdentity> of(long pid) {
		Optional<Long> startTime = PROC ? startTicks(pid)
				: ProcessHandle.of(pid)
					.filter(ProcessHandle::isAlive)
					.map((handle) -> handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
		return startTime.map((time) -> new ProcessIdentity(pid, time));
	}

	/**
	 * Whether it is running. A zombie is not.
	 * @return {@code true} if this very process is there
	 */
	public boolean isAlive() {
		return of(this.pid).filter(this::equals).isPresent();
	}

	/**
	 * Kill it, if it is there.
	 */
	public void kill() {
		OperatingSystem.current().immediateKill(this);
	}

	/**
	 * Wait for its end. It need not be a child.
	 * @param timeout how long at most
	 * @return whether it has ended
	 * @throws InterruptedException if the wait is interrupted
	 */
	public boolean awaitExit(Duration timeout) throws InterruptedException {
		Deadline deadline = Deadline.in(timeout);
		while (isAlive()) {
			if (deadline.hasPassed()) {
				return false;
			}
			// nothing tells of the end of another's child
			LockSupport.parkNanos(POLL_NANOS);
			if (Thread.interrupted()) {
				throw new InterruptedException();
			}
		}
		return true;
	}

	private static Optional<Long> startTicks(long pid) {
		try {
			String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
			// the name before the last parenthesis may hold anything
			String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
			boolean ended = fields[0].equals("Z") || fields[0].equals("X");
			return ended ? Optional.empty() : Optional.of(Long.parseLong(fields[19]));
		}
		catch (IOException ex) {
			// the answer of a process that is not there, or went while it was read
			return Optional.empty();
		}
	}

}
