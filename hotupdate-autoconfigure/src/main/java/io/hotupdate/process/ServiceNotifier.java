package io.hotupdate.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd how this service fares, by the protocol of {@code sd_notify}. Without
 * {@code NOTIFY_SOCKET} nothing is told and no native call is made. What cannot be told
 * is never fatal: the first time a warning says why. All methods may be called from any
 * thread; messages arrive in the order of the calls.
 */
public final class ServiceNotifier {

	/** Nobody wants to know. */
	public static final ServiceNotifier NONE = new ServiceNotifier(null, null);

	private static final Logger logger = LoggerFactory.getLogger(ServiceNotifier.class);

	private final @Nullable String socket;

	private final @Nullable Duration watchdog;

	private final AtomicBoolean failed = new AtomicBoolean();

	private final AtomicBoolean keeping = new AtomicBoolean();

	private ServiceNotifier(@Nullable String socket, @Nullable Duration watchdog) {
		this.socket = socket;
		this.watchdog = watchdog;
	}

	/**
	 * The notifier of a process.
	 * @param environment its environment: {@code NOTIFY_SOCKET}, a path or, behind an
	 * {@code @}, a name in the abstract namespace; {@code WATCHDOG_USEC}, which counts
	 * only if {@code WATCHDOG_PID} is missing or this process
	 * @return the notifier
	 */
	public static ServiceNotifier of(Map<String, String> environment) {
		String socket = environment.getOrDefault("NOTIFY_SOCKET", "");
		return socket.isEmpty() ? NONE : new ServiceNotifier(socket, watchdog(environment));
	}

	private static @Nullable Duration watchdog(Map<String, String> environment) {
		String micros = environment.getOrDefault("WATCHDOG_USEC", "");
		String self = String.valueOf(ProcessHandle.current().pid());
		boolean own = environment.getOrDefault("WATCHDOG_PID", self).equals(self);
		return (own && micros.matches("[1-9]\\d{0,17}")) ? Duration.of(Long.parseLong(micros), ChronoUnit.MICROS)
				: null;
	}

	/**
	 * Whether anybody wants to know.
	 * @return {@code true} if so
	 */
	public boolean isActive() {
		return this.socket != null;
	}

	/**
	 * The service serves; also the end of {@link #reloading}.
	 * @param status a line for people
	 */
	public void ready(String status) {
		send("READY=1", line(status));
	}

	/**
	 * Something worth a line.
	 * @param status the line
	 */
	public void status(String status) {
		send(line(status));
	}

	/**
	 * The service reloads its configuration, until {@link #ready}.
	 * @param status a line for people
	 */
	public void reloading(String status) {
		// on Linux nanoTime() is CLOCK_MONOTONIC
		send("RELOADING=1", "MONOTONIC_USEC=" + TimeUnit.NANOSECONDS.toMicros(System.nanoTime()), line(status));
	}

	/**
	 * The service begins to stop.
	 * @param status a line for people
	 */
	public void stopping(String status) {
		send("STOPPING=1", line(status));
	}

	/**
	 * Another process is the service's main process from now on.
	 * @param pid its pid
	 */
	public void mainProcess(long pid) {
		send("MAINPID=" + pid);
	}

	/**
	 * Say again and again, in half the time that the watchdog allows, that the service
	 * lives. Nothing happens without a watchdog, or at a second call.
	 * @param alive whether it does; nothing is said while it does not
	 */
	public void keepAlive(BooleanSupplier alive) {
		Duration watchdog = this.watchdog;
		if (watchdog == null || !this.keeping.compareAndSet(false, true)) {
			return;
		}
		Thread thread = new Thread(() -> keepAlive(alive, watchdog.dividedBy(2)), "hotupdate-watchdog");
		thread.setDaemon(true);
		thread.start();
	}

	private void keepAlive(BooleanSupplier alive, Duration interval) {
		try {
			while (true) {
				if (alive.getAsBoolean()) {
					send("WATCHDOG=1");
				}
				TimeUnit.NANOSECONDS.sleep(interval.toNanos());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static String line(String status) {
		return "STATUS=" + status.replaceAll("\\R", " ");
	}

	private synchronized void send(String... assignments) {
		String socket = this.socket;
		if (socket == null) {
			return;
		}
		List<String> lines = List.of(assignments);
		try {
			UnixDatagram.send(socket, String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
			logger.trace("Told {}: {}", socket, lines);
		}
		catch (IOException ex) {
			if (this.failed.compareAndSet(false, true)) {
				logger.warn("The service manager at NOTIFY_SOCKET={} cannot be told how this service fares; perhaps you"
						+ " should look whether that socket is there and AF_UNIX is allowed", socket, ex);
			}
			else {
				logger.debug("{} could not be told {}", socket, lines, ex);
			}
		}
	}

}
