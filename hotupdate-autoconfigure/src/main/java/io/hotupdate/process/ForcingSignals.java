package io.hotupdate.process;

import java.util.List;
import java.util.function.IntConsumer;

import sun.misc.Signal;

/**
 * TERM and INT while the process already stops. The JVM's own handler does nothing then,
 * so whoever presses Ctrl-C twice would wait all the same.
 */
public final class ForcingSignals {

	private static final List<String> NAMES = List.of("TERM", "INT");

	private static final int EXIT_CODE_BASE = 128;

	private ForcingSignals() {
	}

	/**
	 * From now on a signal no longer begins an orderly end but is handed over. A signal
	 * that this process was started to ignore (nohup, a background job) stays ignored,
	 * and with {@code -Xrs} the JVM leaves its signals alone. Ctrl-C reaches the
	 * supervisor too, where there is one, and comes from there as TERM.
	 * @param action what to do, on a thread of its own, given the exit code that the
	 * signal stands for
	 */
	public static void handle(IntConsumer action) {
		List<String> names = (System.getProperty(Surroundings.SUPERVISOR) != null) ? List.of("TERM") : NAMES;
		for (String name : names) {
			Handlers.replace(new Signal(name), (received) -> action.accept(EXIT_CODE_BASE + received.getNumber()));
		}
	}

}
