package io.hotupdate.process;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * What this process does when it gets a signal: one action after the other on one thread
 * that ends when there is nothing to do. A signal that comes again while its action is
 * under way has it run once more, however often it came.
 */
public final class SignalActions implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(SignalActions.class);

	private static final SystemFiles FILES = new SystemFiles(Path.of("/"));

	private final Deque<Taken> taken = new ArrayDeque<>();

	private final ThreadPoolExecutor executor;

	/** Create it; no signal is taken yet. */
	public SignalActions() {
		this.executor = new ThreadPoolExecutor(1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), (task) -> {
			Thread thread = new Thread(task, "hotupdate-signals");
			thread.setDaemon(true);
			thread.setContextClassLoader(SignalActions.class.getClassLoader());
			return thread;
		});
		this.executor.allowCoreThreadTimeOut(true);
	}

	/** What became of the wish to take a signal. */
	public enum Result {

		/** The action runs when it comes. */
		TAKEN,
		/** This process was started to ignore it, as nohup does, and goes on to. */
		IGNORED,
		/** The JVM does not give it away, as with {@code -Xrs}. */
		REFUSED,
		/** There is no such signal on this platform. */
		UNKNOWN

	}

	/**
	 * Run an action when a signal comes.
	 * @param name the signal
	 * @param action the action; what it throws is logged
	 * @return what became of it
	 */
	public synchronized Result take(SignalName name, Runnable action) {
		Signal signal;
		try {
			signal = new Signal(name.name());
		}
		catch (IllegalArgumentException ex) {
			logger.debug("There is no signal {} here", name, ex);
			return Result.UNKNOWN;
		}
		if (Handlers.isIgnored(signal, FILES)) {
			return Result.IGNORED;
		}
		AtomicBoolean due = new AtomicBoolean();
		SignalHandler handler = (received) -> run(received, due, action);
		SignalHandler before = Handlers.replace(signal, handler);
		if (before == null) {
			return Result.REFUSED;
		}
		this.taken.push(new Taken(signal, handler, before));
		return Result.TAKEN;
	}

	/**
	 * The signals that are taken.
	 * @return their names without {@code SIG}
	 */
	public synchronized List<String> names() {
		return this.taken.stream().map((one) -> one.signal().getName()).toList();
	}

	/**
	 * Whether this process was started to ignore a signal.
	 * @param name its name without {@code SIG}
	 * @return {@code true} if the kernel says so
	 */
	public static boolean isIgnored(String name) {
		try {
			return Handlers.isIgnored(new Signal(name), FILES);
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	private void run(Signal signal, AtomicBoolean due, Runnable action) {
		if (!due.compareAndSet(false, true)) {
			return;
		}
		try {
			this.executor.execute(() -> {
				due.set(false);
				act(signal, action);
			});
		}
		catch (RejectedExecutionException ex) {
			logger.debug("{} came while the application was ending", signal);
		}
	}

	private static void act(Signal signal, Runnable action) {
		try {
			action.run();
		}
		catch (RuntimeException ex) {
			logger.warn("What {} stands for failed", signal, ex);
		}
	}

	/** Give the signals back to those who had them. */
	@Override
	public synchronized void close() {
		while (!this.taken.isEmpty()) {
			this.taken.pop().giveBack();
		}
		this.executor.shutdown();
	}

	private record Taken(Signal signal, SignalHandler handler, SignalHandler before) {

		void giveBack() {
			SignalHandler now = Signal.handle(this.signal, this.before);
			if (!now.equals(this.handler)) {
				// somebody else has taken it since then
				Signal.handle(this.signal, now);
			}
		}

	}

}
