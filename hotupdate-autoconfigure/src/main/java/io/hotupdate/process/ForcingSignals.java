package io.hotupdate.process;

import java.util.List;
import java.util.function.IntConsumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * TERM and INT while the process already stops. The JVM's own handler does nothing then,
 * so whoever presses Ctrl-C twice would wait all the same.
 */
public final class ForcingSignals {

	private static final Logger logger = LoggerFactory.getLogger(ForcingSignals.class);

	private static final List<String> NAMES = List.of("TERM", "INT");

	private static final int EXIT_CODE_BASE = 128;

	private ForcingSignals() {
	}

	/**
	 * From now on a signal no longer begins an orderly end but is handed over. A signal
	 * that this process was started to ignore (nohup, a background job) stays ignored,
	 * and with {@code -Xrs} the JVM leaves its signals alone.
	 * @param action what to do, on a thread of its own, given the exit code that the
	 * signal stands for
	 */
	public static void handle(IntConsumer action) {
		for (String name : NAMES) {
			handle(new Signal(name), action);
		}
	}

	private static void handle(Signal signal, IntConsumer action) {
		try {
			SignalHandler before = Signal.handle(signal,
					(received) -> action.accept(EXIT_CODE_BASE + received.getNumber()));
			if (before.equals(SignalHandler.SIG_IGN)) {
				Signal.handle(signal, SignalHandler.SIG_IGN);
			}
		}
		catch (IllegalArgumentException ex) {
			logger.debug("{} cannot be handled, a second one will not force the end", signal, ex);
		}
	}

}
