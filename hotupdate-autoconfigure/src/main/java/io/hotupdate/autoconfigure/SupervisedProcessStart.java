package io.hotupdate.autoconfigure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

import io.hotupdate.handover.Generation;
import io.hotupdate.supervisor.SupervisorLink;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * What a generation with a supervisor does first: it reports, and leaves it to the
 * supervisor when the instance ends.
 */
final class SupervisedProcessStart {

	private static final Logger logger = LoggerFactory.getLogger(SupervisedProcessStart.class);

	private static final int TERMINATED = 143;

	private SupervisedProcessStart() {
	}

	/**
	 * Report to the supervisor.
	 * @param self this generation
	 * @return the line to it, {@code null} if there is none
	 */
	static @Nullable SupervisorLink report(Generation self) {
		Optional<Path> socket = SupervisorLink.socketOfThisProcess();
		if (socket.isEmpty()) {
			return null;
		}
		try {
			SupervisorLink link = SupervisorLink.open(socket.get(), self.number(), self.version().value(),
					SupervisedProcessStart::end);
			signals(link);
			return link;
		}
		catch (IOException ex) {
			logger.warn("The supervisor at {} does not answer; this generation runs without", socket.get(), ex);
			return null;
		}
	}

	private static void end() {
		new Thread(() -> System.exit(TERMINATED), "hotupdate-end").start();
	}

	/**
	 * Who ends one generation wants the instance to end. Ctrl-C reaches the whole process
	 * group, the supervisor too: what it does about it is enough.
	 */
	private static void signals(SupervisorLink link) {
		try {
			SignalHandler[] before = new SignalHandler[1];
			before[0] = Signal.handle(new Signal("TERM"), (signal) -> {
				if (!link.stopAsked()) {
					before[0].handle(signal);
				}
			});
			SignalHandler interrupted = Signal.handle(new Signal("INT"),
					(signal) -> logger.trace("{} passed over", signal));
			if (interrupted.equals(SignalHandler.SIG_IGN)) {
				Signal.handle(new Signal("INT"), SignalHandler.SIG_IGN);
			}
		}
		catch (IllegalArgumentException ex) {
			logger.debug("The JVM leaves its signals alone", ex);
		}
	}

}
