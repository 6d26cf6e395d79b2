package io.hotupdate.metrics;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where this generation tells the other one what it measures, and hears what the other
 * one tells when it leaves: a socket in the directory that only this user may enter.
 */
final class SlotSocket implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(SlotSocket.class);

	/** Asks for an exposition; the format follows. */
	static final String TELL = "tell";

	/** Brings the last exposition in each format. */
	static final String FAREWELL = "farewell";

	/** Answers a farewell, so that the leaving generation may go. */
	static final String HEARD = "heard";

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final Duration PAUSE = Duration.ofMillis(100);

	private final Path path;

	private final ServerSocketChannel channel;

	private final OwnExposition own;

	private final Consumer<Map<ExpositionFormat, byte[]>> farewells;

	private SlotSocket(Path path, ServerSocketChannel channel, OwnExposition own,
			Consumer<Map<ExpositionFormat, byte[]>> farewells) {
		this.path = path;
		this.channel = channel;
		this.own = own;
		this.farewells = farewells;
	}

	/**
	 * Listen, in place of a generation of this slot that has died.
	 * @param path the socket
	 * @param own what is told
	 * @param farewells hears what the other generation says last
	 * @throws IOException if nobody can listen there
	 */
	static SlotSocket listen(Path path, OwnExposition own, Consumer<Map<ExpositionFormat, byte[]>> farewells)
			throws IOException {
		Files.deleteIfExists(path);
		ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
		channel.bind(UnixDomainSocketAddress.of(path));
		SlotSocket socket = new SlotSocket(path, channel, own, farewells);
		Thread thread = new Thread(socket::serve, "hotupdate-metrics");
		thread.setDaemon(true);
		thread.start();
		return socket;
	}

	private void serve() {
		while (this.channel.isOpen()) {
			try (SlotChannel other = new SlotChannel(this.channel.accept(), TIMEOUT)) {
				answer(other);
			}
			catch (ClosedChannelException ex) {
				logger.trace("Closed, by this process or after a timeout", ex);
			}
			catch (IOException | RuntimeException ex) {
				logger.debug("The other generation was not answered", ex);
				// without descriptors the next accept would fail at once too
				LockSupport.parkNanos(PAUSE.toNanos());
			}
		}
	}

	private void answer(SlotChannel other) throws IOException {
		if (other.hear().equals(TELL)) {
			other.send(this.own.scrape(ExpositionFormat.valueOf(other.hear()), Set.of()));
			return;
		}
		Map<ExpositionFormat, byte[]> farewell = new EnumMap<>(ExpositionFormat.class);
		for (ExpositionFormat format : ExpositionFormat.values()) {
			farewell.put(format, other.receive());
		}
		this.farewells.accept(farewell);
		other.say(HEARD);
	}

	@Override
	public void close() {
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			logger.warn("The socket {} cannot be closed", this.path, ex);
		}
		delete(this.path);
	}

	/** Nobody listens there any more. */
	static void delete(Path socket) {
		try {
			Files.deleteIfExists(socket);
		}
		catch (IOException ex) {
			logger.warn("The socket {} is left behind", socket, ex);
		}
	}

}
