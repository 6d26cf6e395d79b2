package io.hotupdate.supervisor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.hotupdate.RestartPolicy;
import io.hotupdate.process.ActivatedListeners;
import io.hotupdate.process.NativeAccess;
import io.hotupdate.process.ProcessIdentity;
import io.hotupdate.process.ServiceNotifier;
import io.hotupdate.process.SuccessorCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The program of a supervisor. Its arguments are the command line of the instance.
 */
public final class SupervisorMain {

	private static final Logger logger = LoggerFactory.getLogger(SupervisorMain.class);

	private static final long REAP_SECONDS = 5;

	private static final Duration PROBE = Duration.ofSeconds(3);

	private SupervisorMain() {
	}

	/**
	 * Run a supervisor until the instance ends.
	 * @param arguments the command line of the instance
	 */
	public static void main(String[] arguments) {
		int code = 1;
		try {
			code = run(List.of(arguments), Path.of(System.getProperty(SupervisorCommand.DIRECTORY)));
		}
		catch (IOException ex) {
			logger.error("The supervisor cannot run: {}", ex.getMessage());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (RuntimeException ex) {
			logger.error("The supervisor has failed", ex);
		}
		// no thread of its own is worth waiting for
		Runtime.getRuntime().halt(code);
	}

	private static int run(List<String> arguments, Path directory) throws IOException, InterruptedException {
		Optional<String> impossible = NativeAccess.unavailable();
		if (impossible.isPresent()) {
			throw new IOException(impossible.get());
		}
		Path socket = SupervisorLink.socket(directory);
		Roster roster = new Roster(directory.resolve("generations"));
		Map<String, String> environment = System.getenv();
		try (ControlSocket control = ControlSocket.listen(socket)) {
			List<ProcessIdentity> living = roster.living();
			ScheduledExecutorService thread = thread("supervisor");
			ServiceNotifier notifier = ServiceNotifier.of(environment);
			notifier.keepAlive(() -> answers(thread));
			HeldListeners listeners = new HeldListeners();
			listeners.replace(ActivatedListeners.of(environment).get());
			SuccessorCommand instance = new SuccessorCommand(arguments, SupervisorCommand.instance(environment),
					Path.of("").toAbsolutePath(), List.of());
			Supervisor supervisor = new Supervisor(thread, directory,
					new Generations(socket, roster, SupervisorCommand.restored(environment)), listeners,
					crashes(listeners), notifier, SupervisorMain::handle, instance);
			control.serve(supervisor::met);
			thread.scheduleWithFixedDelay(new Orphans(), REAP_SECONDS, REAP_SECONDS, TimeUnit.SECONDS);
			CompletableFuture<Integer> end = supervisor.begin(living);
			int code = end.join();
			roster.delete();
			return code;
		}
	}

	/** What systemd restarts is a supervisor that hangs. */
	private static boolean answers(ScheduledExecutorService thread) {
		try {
			thread.submit(() -> {
			}).get(PROBE.toMillis(), TimeUnit.MILLISECONDS);
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.error("The supervisor hangs", ex);
		}
		return false;
	}

	private static Crashes crashes(HeldListeners listeners) {
		SupervisionSettings settings = SupervisionSettings.of(System::getProperty);
		ScheduledExecutorService thread = thread("supervisor-restart");
		RestartPermits permits = new RestartPermits();
		return new CrashPolicy(settings, new RestartPolicy(settings.restart(), Clock.systemUTC(), Math::random),
				(now) -> permits.keeper(now, new Dependencies(now.dependencies(), PROBE)), listeners, thread,
				new RestartQueue(thread, Math::random));
	}

	private static ScheduledExecutorService thread(String name) {
		return Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread one = new Thread(task, name);
			one.setDaemon(true);
			return one;
		});
	}

	/** One that this process was started to ignore stays ignored. */
	private static void handle(String name, Runnable action) {
		try {
			Signal signal = new Signal(name);
			SignalHandler before = Signal.handle(signal, (received) -> action.run());
			if (before.equals(SignalHandler.SIG_IGN)) {
				Signal.handle(signal, SignalHandler.SIG_IGN);
			}
		}
		catch (IllegalArgumentException ex) {
			logger.info("The signal {} is not passed on: {}", name, ex.getMessage());
		}
	}

}
