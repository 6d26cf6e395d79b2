package io.hotupdate.process;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Handlers of signals. A signal that this process was started to ignore (nohup, a
 * background job) stays ignored, and with {@code -Xrs} the JVM leaves its signals alone.
 */
final class Handlers {

	private static final Logger logger = LoggerFactory.getLogger(Handlers.class);

	private Handlers() {
	}

	/**
	 * Handle a signal from now on.
	 * @return who handled it before, {@code null} if it is not handled: it is ignored or
	 * not to be had
	 */
	static @Nullable SignalHandler replace(Signal signal, SignalHandler handler) {
		try {
			SignalHandler before = Signal.handle(signal, handler);
			if (!before.equals(SignalHandler.SIG_IGN)) {
				return before;
			}
			Signal.handle(signal, SignalHandler.SIG_IGN);
		}
		catch (IllegalArgumentException ex) {
			logger.debug("{} cannot be handled", signal, ex);
		}
		return null;
	}

	/** Whether this process ignores a signal, as far as the kernel tells. */
	static boolean isIgnored(Signal signal, SystemFiles files) {
		List<String> lines = files.lines("/proc/self/status");
		return lines.stream()
			.filter((line) -> line.startsWith("SigIgn:"))
			.map((line) -> Long.parseUnsignedLong(line.substring(line.indexOf(':') + 1).strip(), 16))
			.anyMatch((mask) -> (mask >>> (signal.getNumber() - 1) & 1) == 1);
	}

}
