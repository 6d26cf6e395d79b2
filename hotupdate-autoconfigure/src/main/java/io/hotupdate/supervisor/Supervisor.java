package io.hotupdate.supervisor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;

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

	private final SupervisorThread thread;

	private final Path directory;

	private final HeldListeners listeners;

	private final Crashes crashes;

	private final ServiceStatus shown;

	private final SignalSource signals;

	private final SignalRelay relay;

	private final Children children;

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
		this.thread = new SupervisorThread(thread);
		this.directory = directory;
		this.children = new Children(generations, this.thread, this::ended);
		this.listeners = listeners;
		this.crashes = crashes;
		this.shown = new ServiceStatus(manager, crashes::total);
		this.signals = signals;
		this.relay = new SignalRelay(signals, generations, this.children::all, this.thread::execute,
				() -> crashes.resume(Restart.CURRENT));
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
		this.thread.execute(() -> {
			if (living.isEmpty()) {
				start(Restart.CURRENT);
				return;
			}
			this.adopting = true;
			logger.info("Generations of an earlier supervisor run: {}; waiting for them to report", living);
			living.forEach(this.children::adopt);
			this.thread.after(ADOPTION, this::endAdoption);
		});
		return this.end;
	}

	private void endAdoption() {
		if (this.adopting && !this.children.isEmpty()) {
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
		line.listen("supervisor-hear", (frame) -> this.thread.execute(() -> hear(line, frame)),
				() -> this.thread.execute(() -> lost(line)));
	}

	private void hear(FrameChannel line, Frame frame) {
		if (frame.type() == Type.HELLO) {
			hello(line, frame);
			return;
		}
		Child child = this.children.on(line).orElse(null);
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
			case LEADS -> this.children.all().forEach((other) -> other.leads(other == child));
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
		Child child = this.children.find(pid).orElseGet(() -> adopt(pid));
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

	private Child adopt(long pid) {
		logger.info("Process {}, of an earlier supervisor, has reported", pid);
		return this.children.adopt(ProcessIdentity.of(pid).orElse(new ProcessIdentity(pid, -1)));
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
		this.adopting = false;
		return this.children.launch(command);
	}

	/** One that ends, or becomes another program, is silent for a moment. */
	private void lost(FrameChannel line) {
		this.children.lost(line);
		this.thread.after(SILENCE,
				() -> this.children.on(line)
					.filter((child) -> child.process().isAlive())
					.ifPresent((child) -> logger.warn("{} lives but no longer speaks", child)));
	}

	private void ended(Child child, int code) {
		if (!this.children.isEmpty()) {
			logger.info("{} has ended with code {}; {} runs", child, code, this.children.all());
			return;
		}
		if (this.stops > 0 || code == 0) {
			logger.info("{} has ended with code {}", child, code);
			end((this.stops > 0 && child.isAdopted()) ? TERMINATED : code);
			return;
		}
		decide(child + " has died with code " + code, failure(child, code), code);
	}

	private static Child.@Nullable Failure failure(Child child, int code) {
		boolean told = child.failure() != null || child.hasReported() || child.isAdopted();
		if (!told && code == CANNOT_START) {
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
		this.thread.execute(() -> stopNow(why));
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
		this.children.stop(this.stops);
	}

	/** Does on the supervisor's thread what was decided on another. */
	private final class Decided implements Crashes.Instance {

		@Override
		public void start(Restart restart) {
			Supervisor.this.thread.execute(() -> restart(restart));
		}

		@Override
		public void stands(Standstill standstill) {
			Supervisor.this.thread
				.execute(() -> Supervisor.this.shown.says(standstill.state() + ": " + standstill.why()));
		}

		@Override
		public void end() {
			Supervisor.this.thread.execute(() -> {
				if (Supervisor.this.children.isEmpty()) {
					Supervisor.this.end(Supervisor.this.lastCode);
				}
			});
		}

	}

}
