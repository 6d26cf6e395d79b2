package io.hotupdate.supervisor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * A connection over which frames come and go.
 */
final class FrameChannel implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(FrameChannel.class);

	private final SocketChannel channel;

	private final BufferedReader reader;

	FrameChannel(SocketChannel channel) {
		this.channel = channel;
		this.reader = new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), US_ASCII));
	}

	/**
	 * Say something.
	 * @return whether it could be said; a partner that is gone shows at its end
	 */
	synchronized boolean say(Frame frame) {
		ByteBuffer line = ByteBuffer.wrap((frame.line() + "\n").getBytes(US_ASCII));
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
			String line = this.reader.readLine();
			while (line != null) {
				frames.accept(Frame.parse(line));
				line = this.reader.readLine();
			}
		}
		catch (IOException | UncheckedIOException ex) {
			logger.debug("A conversation with the supervisor has ended", ex);
		}
		catch (IllegalArgumentException ex) {
			logger.warn("A conversation with the supervisor was not understood and is ended", ex);
		}
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
