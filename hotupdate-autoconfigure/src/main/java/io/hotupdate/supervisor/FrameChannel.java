package io.hotupdate.supervisor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * A connection over which frames come and go.
 */
final class FrameChannel implements AutoCloseable {

	/** More than any command line with its environment, which the kernel bounds too. */
	static final int MAX_LINE = 8 << 20;

	private static final Logger logger = LoggerFactory.getLogger(FrameChannel.class);

	/** So much fits into a socket before a writer waits that this is never needed. */
	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final SocketChannel channel;

	private final Duration patience;

	private final BufferedReader reader;

	FrameChannel(SocketChannel channel) {
		this(channel, PATIENCE);
	}

	/**
	 * Create a channel.
	 * @param channel the connection
	 * @param patience how long a partner may leave what is said unread, once no more fits
	 */
	FrameChannel(SocketChannel channel, Duration patience) {
		this.channel = channel;
		this.patience = patience;
		this.reader = new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), US_ASCII));
	}

	/**
	 * Say something. A partner that stalls is given up, lest whoever speaks stalls too.
	 * @return whether it could be said; a partner that is gone shows at its end
	 */
	synchronized boolean say(Frame frame) {
		ByteBuffer line = ByteBuffer.wrap((frame.line() + "\n").getBytes(US_ASCII));
		CompletableFuture<Void> said = new CompletableFuture<>();
		said.orTimeout(this.patience.toNanos(), TimeUnit.NANOSECONDS).exceptionally((ex) -> giveUp());
		try {
			while (line.hasRemaining()) {
				this.channel.write(line);
			}
			return true;
		}
		catch (IOException ex) {
			logger.debug("{} was not heard", frame.type(), ex);
			return false;
		}
		finally {
			said.complete(null);
		}
	}

	private @Nullable Void giveUp() {
		logger.warn("A partner that reads nothing is given up");
		close();
		return null;
	}

	/**
	 * Hear what comes, on a thread of its own, until the other side ends.
	 */
	void listen(String name, Consumer<Frame> frames, Runnable end) {
		Thread thread = new Thread(() -> {
			try {
				hear(frames);
			}
			finally {
				close();
				end.run();
			}
		}, name);
		thread.setDaemon(true);
		thread.start();
	}

	private void hear(Consumer<Frame> frames) {
		try {
			String line = line();
			while (line != null) {
				frames.accept(Frame.parse(line));
				line = line();
			}
		}
		catch (IOException | UncheckedIOException ex) {
			logger.debug("A conversation with the supervisor has ended", ex);
		}
		catch (IllegalArgumentException ex) {
			logger.warn("A conversation with the supervisor was not understood and is ended", ex);
		}
	}

	/**
	 * The next line. One that has no end is what a partner left that died over it: half a
	 * command.
	 */
	private @Nullable String line() throws IOException {
		StringBuilder line = new StringBuilder();
		int next = this.reader.read();
		while (next >= 0 && next != '\n') {
			if (line.length() == MAX_LINE) {
				throw new IllegalArgumentException("A line is longer than " + MAX_LINE + " characters");
			}
			line.append((char) next);
			next = this.reader.read();
		}
		return (next < 0) ? null : line.toString();
	}

	@Override
	public void close() {
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			logger.debug("A conversation with the supervisor could not be closed", ex);
		}
	}

}
