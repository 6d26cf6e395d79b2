package io.hotupdate.supervisor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

import io.hotupdate.process.DescriptorSender;
import io.hotupdate.process.ListenerAddress;
import io.hotupdate.process.ListenerHandle;
import io.hotupdate.process.ListenerPassing;
import io.hotupdate.process.PidFile;
import io.hotupdate.process.ProcessIdentity;
import io.hotupdate.process.SuccessorCommand;
import io.hotupdate.process.SuccessorProcess;
import io.hotupdate.supervisor.Frame.Type;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A generation's line to its supervisor. When the supervisor dies the generation goes on,
 * and takes the line up again with the one that comes in its place.
 */
public final class SupervisorLink {

	/** Tells a generation where its supervisor is. */
	public static final String SOCKET = "hotupdate.supervisor.socket";

	/** Tells a generation to fetch a release and to run that. */
	public static final String RELEASE = "hotupdate.supervisor.release";

	/** The digest that the release has to have. */
	public static final String DIGEST = "hotupdate.supervisor.sha256";

	private static final Logger logger = LoggerFactory.getLogger(SupervisorLink.class);

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final Duration AGAIN = Duration.ofMillis(500);

	/** For one that does not want this generation. */
	private static final Duration MUCH_LATER = Duration.ofSeconds(10);

	private final Path socket;

	private final long generation;

	private final String version;

	private final Runnable stop;

	private final Map<String, CompletableFuture<ProcessIdentity>> starts = new ConcurrentHashMap<>();

	private final Map<Long, CompletableFuture<Integer>> exits = new ConcurrentHashMap<>();

	private final ExecutorService again = Executors.newSingleThreadExecutor((task) -> {
		Thread thread = new Thread(task, "hotupdate-supervisor-again");
		thread.setDaemon(true);
		return thread;
	});

	private volatile CompletableFuture<Frame> welcome = new CompletableFuture<>();

	/** What the next supervisor has to be told too. */
	private final Map<Type, Frame> standing = new ConcurrentHashMap<>();

	private volatile @Nullable FrameChannel line;

	private volatile @Nullable Restart restart;

	private volatile @Nullable CompletableFuture<Boolean> held;

	private volatile Runnable next = () -> {
	};

	private volatile boolean leads;

	private volatile long supervisor;

	private SupervisorLink(Path socket, long generation, String version, Runnable stop) {
		this.socket = socket;
		this.generation = generation;
		this.version = version;
		this.stop = stop;
	}

	/**
	 * Where the supervisor of this process is.
	 * @return its socket, empty if this process has none
	 */
	public static Optional<Path> socketOfThisProcess() {
		return Optional.ofNullable(System.getProperty(SOCKET)).map(Path::of);
	}

	static Path socket(Path directory) {
		return directory.resolve("supervisor.sock");
	}

	/**
	 * Report to the supervisor.
	 * @param socket where it is
	 * @param generation the number of this generation
	 * @param version its version
	 * @param stop ends this process in an orderly way; called on a thread of the line
	 * @return the line
	 * @throws IOException if it cannot be reached
	 */
	public static SupervisorLink open(Path socket, long generation, String version, Runnable stop) throws IOException {
		SupervisorLink link = new SupervisorLink(socket, generation, version, stop);
		try {
			link.connect();
			link.welcome();
			return link;
		}
		catch (IOException ex) {
			link.drop();
			throw ex;
		}
	}

	private void connect() throws IOException {
		FrameChannel line = new FrameChannel(SocketChannel.open(UnixDomainSocketAddress.of(this.socket)));
		line.say(Frame.of(Type.HELLO, Frame.PROTOCOL, String.valueOf(ProcessHandle.current().pid()),
				String.valueOf(this.generation), this.version));
		this.line = line;
		line.listen("hotupdate-supervisor", this::hear, () -> lost(line));
	}

	private void drop() {
		FrameChannel line = this.line;
		this.line = null;
		if (line != null) {
			line.close();
		}
	}

	private void lost(FrameChannel ended) {
		if (this.line != ended) {
			return;
		}
		this.line = null;
		if (!this.welcome.isDone()) {
			this.welcome.completeExceptionally(gone());
			return;
		}
		logger.warn("The supervisor (pid {}) has gone; this generation serves on, and reports again when there is one",
				this.supervisor);
		this.starts.values().forEach((start) -> start.completeExceptionally(gone()));
		this.again.execute(this::comeBack);
	}

	private void comeBack() {
		Duration pause = AGAIN;
		while (this.line == null && !Thread.currentThread().isInterrupted()) {
			LockSupport.parkNanos(pause.toNanos());
			pause = AGAIN;
			this.welcome = new CompletableFuture<>();
			try {
				connect();
				pause = MUCH_LATER;
				welcome();
				pause = AGAIN;
				logger.info("This generation has a supervisor again, pid {}", this.supervisor);
				tellAll();
				this.next.run();
			}
			catch (IOException ex) {
				logger.trace("There is no supervisor yet", ex);
				drop();
			}
		}
	}

	private void tellAll() {
		if (this.leads) {
			say(Frame.of(Type.LEADS));
		}
		Restart restart = this.restart;
		if (restart != null) {
			tell(restart);
		}
		this.standing.values().forEach(this::say);
	}

	/**
	 * How often the supervisor had started this instance again when this generation came.
	 * @return the number; 0 until it has said so
	 */
	public long restarts() {
		CompletableFuture<Frame> welcome = this.welcome;
		return (welcome.isDone() && !welcome.isCompletedExceptionally()) ? welcome.join().number(1) : 0;
	}

	private void hear(Frame frame) {
		switch (frame.type()) {
			case WELCOME -> {
				this.supervisor = frame.number(0);
				this.welcome.complete(frame);
			}
			case HELD -> {
				CompletableFuture<Boolean> held = this.held;
				if (held != null) {
					held.complete(true);
				}
			}
			case STARTED -> started(frame.text(0), frame.number(1));
			case NOT_STARTED -> start(frame.text(0)).completeExceptionally(new IOException(frame.text(1)));
			case EXITED -> exit(frame.number(0)).complete((int) frame.number(1));
			case STOP -> this.stop.run();
			default -> logger.debug("Passed over {}", frame.type());
		}
	}

	private void started(String id, long pid) {
		start(id).complete(ProcessIdentity.of(pid).orElse(new ProcessIdentity(pid, -1)));
	}

	private CompletableFuture<ProcessIdentity> start(String id) {
		return this.starts.computeIfAbsent(id, (key) -> new CompletableFuture<>());
	}

	private CompletableFuture<Integer> exit(long pid) {
		return this.exits.computeIfAbsent(pid, (key) -> new CompletableFuture<>());
	}

	/**
	 * The supervisor's pid.
	 * @return the pid, of the last one if it has died
	 */
	public long supervisor() {
		return this.supervisor;
	}

	/**
	 * Act when another supervisor has taken the place of the one that died.
	 * @param action what to do
	 */
	public void onNext(Runnable action) {
		this.next = action;
	}

	/**
	 * Take the listeners that the supervisor holds.
	 * @return the listeners, none if this is the first generation that it has started
	 * @throws IOException if they do not come
	 */
	public List<ListenerHandle> listeners() throws IOException {
		String path = welcome().text(2);
		return path.isEmpty() ? List.of() : ListenerPassing.receive(Path.of(path), PATIENCE);
	}

	private Frame welcome() throws IOException {
		try {
			return this.welcome.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("Interrupted while waiting for the supervisor", ex);
		}
		catch (ExecutionException | TimeoutException ex) {
			throw new IOException("The supervisor does not answer", ex);
		}
	}

	/**
	 * From now on this generation is what is to be restarted when it dies. The supervisor
	 * holds its listeners when this returns, if it lives.
	 * @param restart how
	 */
	public void serving(Restart restart) {
		this.restart = restart;
		tell(restart);
	}

	private void tell(Restart restart) {
		say(Frame.command(Type.RESTART_BY, restart.command()));
		say(new Frame(Type.MANAGEMENT, restart.management().fields()));
		say(new Frame(Type.SETTINGS, restart.settings().fields()));
		say(Frame.of(Type.READY));
		if (!restart.listeners().isEmpty()) {
			pass(restart.listeners());
		}
	}

	private void pass(List<ListenerAddress> listeners) {
		CompletableFuture<Boolean> held = new CompletableFuture<>();
		this.held = held;
		Path path = this.socket.resolveSibling("up-" + ProcessHandle.current().pid() + ".sock");
		try (DescriptorSender sender = DescriptorSender.listen(path)) {
			say(Frame.of(Type.LISTENERS, path.toString()));
			ListenerPassing.send(sender, listeners, OptionalLong.of(this.supervisor), PATIENCE);
			held.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (IOException | ExecutionException | TimeoutException ex) {
			logger.warn("The supervisor does not hold the listeners: a crash would refuse connections", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** The signals and the update's verbs are this generation's business now. */
	public void leads() {
		this.leads = true;
		say(Frame.of(Type.LEADS));
	}

	/**
	 * Tell how the instance fares.
	 * @param text a line for people
	 */
	public void status(String text) {
		say(Frame.of(Type.STATUS, text));
	}

	/**
	 * This process is about to become another release, and serves nobody until then.
	 * @param text a line for people
	 */
	public void reloading(String text) {
		say(Frame.of(Type.RELOADING, text));
	}

	/**
	 * The supervisor keeps these files from now on, with its own pid in them, and deletes
	 * them at its end.
	 * @param files the files
	 */
	public void pidFiles(List<PidFile> files) {
		stand(new Frame(Type.PID_FILES, files.stream().map((file) -> file.path().toString()).toList()));
	}

	/**
	 * The supervisor passes these signals on, while this generation leads.
	 * @param names names without {@code SIG} of signals that this process has taken
	 */
	public void signals(List<String> names) {
		stand(new Frame(Type.SIGNALS, names));
	}

	private void stand(Frame frame) {
		this.standing.put(frame.type(), frame);
		say(frame);
	}

	/** It is another generation's business. */
	public void follows() {
		this.leads = false;
	}

	/**
	 * Why the application did not start.
	 * @param permanent whether another try would fail in the same way
	 * @param text why
	 */
	public void failed(boolean permanent, String text) {
		say(Frame.of(Type.FAILED, String.valueOf(permanent), text));
	}

	/**
	 * Tell that somebody wants the instance to end.
	 * @return whether the supervisor sees to it
	 */
	public boolean stopAsked() {
		return say(Frame.of(Type.STOP_ASKED));
	}

	/**
	 * Have a successor started.
	 * @param command how
	 * @return its process, a child of the supervisor
	 * @throws IOException if it was not started
	 */
	public SuccessorProcess start(SuccessorCommand command) throws IOException {
		String id = UUID.randomUUID().toString();
		CompletableFuture<ProcessIdentity> start = start(id);
		try {
			if (!say(Frame.command(Type.START, command, id))) {
				throw gone();
			}
			ProcessIdentity identity = start.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
			return new SupervisedProcess(identity, exit(identity.pid()));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("Interrupted while the supervisor starts a successor", ex);
		}
		catch (ExecutionException ex) {
			throw new IOException(Objects.requireNonNullElse(ex.getCause(), ex).getMessage(), ex);
		}
		catch (TimeoutException ex) {
			throw new IOException("The supervisor does not answer", ex);
		}
		finally {
			this.starts.remove(id);
		}
	}

	/**
	 * A command line without what was said to this process alone.
	 * @param command the command line
	 * @return the same without
	 */
	public static List<String> restartable(List<String> command) {
		return command.stream()
			.filter((argument) -> !argument.startsWith("-D" + RELEASE + "=")
					&& !argument.startsWith("-D" + DIGEST + "="))
			.toList();
	}

	private boolean say(Frame frame) {
		FrameChannel line = this.line;
		return line != null && line.say(frame);
	}

	private static IOException gone() {
		return new IOException("There is no supervisor to start a successor; perhaps you should start the instance's"
				+ " command once more, whose supervisor takes its place");
	}

	/**
	 * How a generation is restarted.
	 *
	 * @param command its command line
	 * @param listeners its listeners
	 * @param management what answers in its place while nothing is started
	 * @param settings what it wants of its supervisor
	 */
	public record Restart(SuccessorCommand command, List<ListenerAddress> listeners, Management management,
			SupervisionSettings settings) {

		/**
		 * Create it.
		 */
		public Restart {
			listeners = List.copyOf(listeners);
		}

	}

}
