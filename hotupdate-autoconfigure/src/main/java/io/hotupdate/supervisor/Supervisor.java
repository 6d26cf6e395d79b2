package io.hotupdate.supervisor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.hotupdate.process.ProcessIdentity;
import io.hotupdate.process.ServiceNotifier;
import io.hotupdate.process.SuccessorCommand;
import io.hotupdate.supervisor.Crashes.Restart;
import io.hotupdate.supervisor.Frame.Type;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an instance alive: the parent of every generation, which holds the listeners and
 * starts the current release again when no generation is left. All of it happens on one
 * thread.
 */
final class Supervisor {

	private static final Logger logger = LoggerFactory.getLogger(Supervisor.class);

	private static final int TERMINATED = 143;

	/** Java's, for options or a jar that it cannot read. */
	private static final int CANNOT_START = 1;

	private static final Duration SILENCE = Duration.ofSeconds(30);

	/** How long generations of a killed supervisor may take to report to this one. */
	private static final Duration ADOPTION = Duration.ofSeconds(15);

	private final ScheduledExecutorService thread;

	private final Path directory;

	private final Generations generations;

	private final HeldListeners listeners;

	private final Crashes crashes;

	private final ServiceStatus shown;

	private final SignalSource signals;

	private final SignalRelay relay;

	private final Map<Long, Child> children = new LinkedHashMap<>();

	private final CompletableFuture<Integer> end = new CompletableFuture<>();

	private SuccessorCommand restartBy;

	private int stops;

	private boolean adopting;

	private int lastCode;

	/**
	 * Create a supervisor.
	 * @param thread the one thread on which everything happens
	 * @param directory where the sockets are
	 * @param generations starts processes
	 * @param listeners what it holds
	 * @param crashes decides after a crash
	 * @param manager what runs this supervisor
	 * @param signals what else wants something of it
	 * @param command how the instance was started
	 */
	Supervisor(ScheduledExecutorService thread, Path directory, Generations generations, HeldListeners listeners,
			Crashes crashes, ServiceNotifier manager, SignalSource signals, SuccessorCommand command) {
		this.thread = thread;
		this.directory = directory;
		this.generations = generations;
		this.listeners = listeners;
		this.crashes = crashes;
		this.shown = new ServiceStatus(manager, crashes::total);
		this.signals = signals;
		this.relay = new SignalRelay(signals, generations, this.children::values,
				(task) -> thread.execute(guarded(task)), () -> crashes.resume(Restart.CURRENT));
		this.restartBy = command;
	}

	/**
	 * Begin: with the generations that a killed supervisor has left, or with a new one.
	 * @param living those that live
	 * @return completes with the exit code of the instance
	 */
	CompletableFuture<Integer> begin(List<ProcessIdentity> living) {
		for (String name : List.of("TERM", "INT")) {
			this.signals.take(name, () -> stop("Signal " + name));
		}
		this.relay.begin();
		this.thread.execute(guarded(() -> {
			if (living.isEmpty()) {
				start(Restart.CURRENT);
				return;
			}
			this.adopting = true;
			logger.info("Generations of an earlier supervisor run: {}; waiting for them to report", living);
			this.thread.schedule(guarded(this::endAdoption), ADOPTION.toMillis(), TimeUnit.MILLISECONDS);
		}));
		return this.end;
	}

	private void endAdoption() {
		if (this.adopting) {
			logger.error("A generation runs that does not report to this supervisor; perhaps you should stop it, then"
					+ " start the instance again");
			end(1);
		}
	}

	private void end(int code) {
		if (this.stops == 0) {
			this.shown.stops("The instance ends with code " + code);
		}
		this.shown.ended();
		this.end.complete(code);
	}

	/** A generation has come to the socket. */
	void met(FrameChannel line) {
		line.listen("supervisor-hear", (frame) -> this.thread.execute(guarded(() -> hear(line, frame))),
				() -> this.thread.execute(guarded(() -> lost(line))));
	}

	private void hear(FrameChannel line, Frame frame) {
		if (frame.type() == Type.HELLO) {
			hello(line, frame);
			return;
		}
		Child child = speaker(line).orElse(null);
		if (child == null) {
			logger.warn("{} from a process that has not introduced itself", frame.type());
			return;
		}
		switch (frame.type()) {
			case LISTENERS -> hold(child, frame);
			case RESTART_BY -> this.restartBy = frame.command(0);
			case SETTINGS -> this.crashes.settings(SupervisionSettings.of(frame.fields()));
			case MANAGEMENT -> this.crashes.management(Management.of(frame.fields()));
			case READY -> ready(child);
			case LEADS -> this.children.values().forEach((other) -> other.leads(other == child));
			case STATUS -> this.shown.fares(frame.text(0));
			case RELOADING -> this.shown.reloading(frame.text(0));
			case PID_FILES -> this.shown.keep(frame.fields());
			case SIGNALS -> this.relay.take(child, Set.copyOf(frame.fields()));
			case START -> start(child, frame);
			case FAILED -> child.failed(new Child.Failure(Boolean.parseBoolean(frame.text(0)), frame.text(1)));
			case STOP_ASKED -> stopAsked(child);
			default -> logger.warn("{} is nothing that a generation says", frame.type());
		}
	}

	private void hello(FrameChannel line, Frame hello) {
		if (!Frame.PROTOCOL.equals(hello.text(0))) {
			logger.warn("A generation speaks version {} of the protocol, this supervisor {}; it goes on without",
					hello.text(0), Frame.PROTOCOL);
			line.close();
			return;
		}
		long pid = hello.number(1);
		Child child = this.children.computeIfAbsent(pid, this::adopt);
		child.met(line, hello.text(2), hello.text(3));
		String socket = "";
		this.adopting = false;
		if (child.isFirst() && !child.isReady() && !this.listeners.isEmpty()) {
			Path path = this.directory.resolve("held-" + pid + ".sock");
			try {
				this.listeners.pass(path, pid);
				socket = path.toString();
			}
			catch (IOException ex) {
				logger.warn("{} has to bind its own listeners", child, ex);
			}
		}
		line.say(Frame.of(Type.WELCOME, String.valueOf(ProcessHandle.current().pid()),
				String.valueOf(this.crashes.total()), socket));
		if (this.stops > 0) {
			line.say(Frame.of(Type.STOP));
		}
	}

	/** One that another supervisor has started. */
	private Child adopt(long pid) {
		logger.info("Process {}, of an earlier supervisor, has reported", pid);
		Child child = new Child(
				this.generations.find(pid, (code) -> this.thread.execute(guarded(() -> exited(pid, code)))));
		record(child);
		return child;
	}

	private void hold(Child child, Frame frame) {
		if (this.stops > 0) {
			return;
		}
		try {
			this.listeners.take(Path.of(frame.text(0)));
			child.say(Frame.of(Type.HELD));
		}
		catch (IOException ex) {
			logger.warn("The listeners of {} could not be taken; a crash would refuse connections", child, ex);
		}
	}

	private void ready(Child child) {
		child.becameReady();
		this.crashes.ready();
		this.shown.serves("Serves in " + child);
	}

	private void start(Child predecessor, Frame frame) {
		String id = frame.text(0);
		if (this.stops > 0) {
			predecessor.say(Frame.of(Type.NOT_STARTED, id, "The instance is being stopped"));
			return;
		}
		try {
			Child successor = launch(frame.command(1));
			predecessor.say(Frame.of(Type.STARTED, id, String.valueOf(successor.pid())));
		}
		catch (IOException ex) {
			predecessor.say(Frame.of(Type.NOT_STARTED, id, String.valueOf(ex.getMessage())));
		}
	}

	private void start(Restart restart) {
		try {
			launch(SupervisedCommand.of(this.restartBy, restart)).first();
		}
		catch (IOException ex) {
			decide("The instance cannot be started", new Child.Failure(false, String.valueOf(ex.getMessage())),
					CANNOT_START);
		}
	}

	private Child launch(SuccessorCommand command) throws IOException {
		Child child = new Child(
				this.generations.launch(command, (pid, code) -> this.thread.execute(guarded(() -> exited(pid, code)))));
		this.children.put(child.pid(), child);
		record(child);
		logger.info("Process {} is started", child.pid());
		return child;
	}

	private void record(Child child) {
		this.generations.record(Stream.concat(this.children.values().stream(), Stream.of(child))
			.distinct()
			.map(Child::process)
			.toList());
	}

	/** One that ends, or becomes another program, is silent for a moment. */
	private void lost(FrameChannel line) {
		this.thread.schedule(
				guarded(() -> speaker(line).filter((child) -> child.process().isAlive())
					.ifPresent((child) -> logger.warn("{} lives but no longer speaks", child))),
				SILENCE.toMillis(), TimeUnit.MILLISECONDS);
	}

	private void exited(long pid, int code) {
		Child child = this.children.remove(pid);
		if (child == null) {
			return;
		}
		this.children.values()
			.forEach((other) -> other.say(Frame.of(Type.EXITED, String.valueOf(pid), String.valueOf(code))));
		if (!this.children.isEmpty()) {
			logger.info("{} has ended with code {}; {} runs", child, code, this.children.values());
			return;
		}
		if (this.stops > 0 || code == 0) {
			logger.info("{} has ended with code {}", child, code);
			end(code);
			return;
		}
		decide(child + " has died with code " + code, failure(child, code), code);
	}

	private static Child.@Nullable Failure failure(Child child, int code) {
		if (child.failure() == null && !child.hasReported() && code == CANNOT_START) {
			return new Child.Failure(true, "Java or the jar could not be started; its own output says why");
		}
		return child.failure();
	}

	/** No generation is left, and nobody wanted that. */
	private void decide(String what, Child.@Nullable Failure failure, int code) {
		logger.warn("{}{}; connections wait", what, (failure != null) ? " (" + failure.text() + ")" : "");
		this.shown.says(what);
		this.lastCode = code;
		this.crashes.decide(what, failure, new Decided());
	}

	private void restart(Restart restart) {
		if (this.stops == 0 && this.children.isEmpty()) {
			start(restart);
		}
	}

	/** Somebody wants the instance to end: the first time in order, then at once. */
	void stop(String why) {
		this.thread.execute(guarded(() -> stopNow(why)));
	}

	/** A second TERM comes this way too where it overtakes the order to stop. */
	private void stopAsked(Child child) {
		if (this.stops == 0) {
			stopNow(child + " was asked to stop");
		}
	}

	private void stopNow(String why) {
		this.stops++;
		if (this.stops == 1) {
			logger.info("{}: the instance ends", why);
			this.shown.stops(why);
			this.crashes.close();
			// held here they would take connections that nobody accepts any more
			this.listeners.close();
		}
		if (this.children.isEmpty()) {
			end(TERMINATED);
		}
		this.children.values().forEach(this::stop);
	}

	private void stop(Child child) {
		if (this.stops == 1 && child.hasReported()) {
			child.say(Frame.of(Type.STOP));
		}
		else if (this.stops <= 2) {
			this.generations.signal(child.process(), "TERM");
		}
		else {
			child.process().identity().kill();
		}
	}

	private Optional<Child> speaker(FrameChannel line) {
		return this.children.values().stream().filter((child) -> child.speaksOn(line)).findFirst();
	}

	private static Runnable guarded(Runnable task) {
		return () -> {
			try {
				task.run();
			}
			catch (RuntimeException ex) {
				logger.error("The supervisor goes on after an unexpected failure", ex);
			}
		};
	}

	/** Does on the supervisor's thread what was decided on another. */
	private final class Decided implements Crashes.Instance {

		@Override
		public void start(Restart restart) {
			Supervisor.this.thread.execute(guarded(() -> restart(restart)));
		}

		@Override
		public void stands(Standstill standstill) {
			Supervisor.this.thread
				.execute(guarded(() -> Supervisor.this.shown.says(standstill.state() + ": " + standstill.why())));
		}

		@Override
		public void end() {
			Supervisor.this.thread.execute(guarded(() -> {
				if (Supervisor.this.children.isEmpty()) {
					Supervisor.this.end(Supervisor.this.lastCode);
				}
			}));
		}

	}

}
