package io.hotupdate.supervisor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

import io.hotupdate.process.DescriptorSender;
import io.hotupdate.process.ListenerAddress;
import io.hotupdate.process.ListenerHandle;
import io.hotupdate.process.ListenerPassing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners of the instance, which outlive every generation: while no generation
 * accepts, connections wait in their queues.
 */
final class HeldListeners {

	private static final Logger logger = LoggerFactory.getLogger(HeldListeners.class);

	/** A generation that starts on a busy machine comes for them late. */
	private static final Duration PATIENCE = Duration.ofMinutes(5);

	private static final Duration UP = Duration.ofSeconds(10);

	private List<ListenerHandle> listeners = List.of();

	synchronized List<ListenerHandle> list() {
		return this.listeners;
	}

	synchronized boolean isEmpty() {
		return this.listeners.isEmpty();
	}

	/** Hold what a generation passes, in place of what was held. */
	void take(Path socket) throws IOException {
		List<ListenerHandle> taken = ListenerPassing.receive(socket, UP);
		replace(taken);
		logger.info("Holding {}", taken.stream().map((held) -> held.name() + " " + held.address()).toList());
	}

	synchronized void replace(List<ListenerHandle> taken) {
		List<ListenerHandle> before = this.listeners;
		this.listeners = List.copyOf(taken);
		before.forEach(HeldListeners::close);
	}

	/**
	 * Pass the listeners to a generation, whenever it comes for them.
	 * @param socket where
	 * @param pid the generation's
	 */
	void pass(Path socket, long pid) throws IOException {
		List<ListenerAddress> held = list().stream()
			.map((listener) -> new ListenerAddress(listener.name(), listener.address()))
			.toList();
		DescriptorSender sender = DescriptorSender.listen(socket);
		Thread thread = new Thread(() -> {
			try (sender) {
				ListenerPassing.send(sender, held, OptionalLong.of(pid), PATIENCE);
			}
			catch (IOException ex) {
				logger.warn("Process {} did not take the listeners", pid, ex);
			}
		}, "pass-listeners-" + pid);
		thread.setDaemon(true);
		thread.start();
	}

	/** From now on nothing holds a listener but the generations. */
	void close() {
		replace(List.of());
	}

	private static void close(ListenerHandle listener) {
		try {
			listener.channel().close();
		}
		catch (IOException ex) {
			logger.warn("The listener {} could not be closed", listener.name(), ex);
		}
	}

}
