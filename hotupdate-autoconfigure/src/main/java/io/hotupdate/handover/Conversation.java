package io.hotupdate.handover;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.hotupdate.UpdateSnapshot;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * One end of the conversation between two generations: a JSON message a line over a Unix
 * domain socket, with a heartbeat. What the partner says is taken with {@link #next} by
 * one thread; its snapshots go to the mirror as they come.
 */
final class Conversation implements Closeable {

	private static final Logger logger = LoggerFactory.getLogger(Conversation.class);

	private static final Duration BEAT = Duration.ofMillis(500);

	/** Between two looks of a process that runs there is far less. */
	private static final Duration PAUSE = Duration.ofSeconds(2);

	static final JsonMapper JSON = JsonMapper.builder()
		.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.enable(EnumFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
		.build();

	private final SocketChannel channel;

	private final Consumer<UpdateSnapshot> mirror;

	private final BlockingQueue<Message> heard = new LinkedBlockingQueue<>();

	private final CountDownLatch closed = new CountDownLatch(1);

	private final Object writing = new Object();

	private volatile long lastHeard = System.nanoTime();

	private volatile long lastLook = this.lastHeard;

	private volatile boolean ended;

	Conversation(SocketChannel channel, String partner, Consumer<UpdateSnapshot> mirror) {
		this.channel = channel;
		this.mirror = mirror;
		daemon("hotupdate-hear-" + partner, this::hear);
		daemon("hotupdate-beat-" + partner, this::beat);
	}

	/**
	 * Say something. If the partner is gone this is noticed by {@link #next}.
	 * @param message what to say
	 */
	void say(Message message) {
		ByteBuffer line = ByteBuffer.wrap((JSON.writeValueAsString(message) + "\n").getBytes(StandardCharsets.UTF_8));
		synchronized (this.writing) {
			try {
				while (line.hasRemaining()) {
					this.channel.write(line);
				}
			}
			catch (IOException ex) {
				logger.debug("The partner could not be told {}", message.type(), ex);
			}
		}
	}

	/**
	 * The next message of the partner.
	 * @param timeout how long to wait
	 * @return the message, END if the partner is gone, {@code null} if it said nothing
	 * @throws InterruptedException if interrupted
	 */
	@Nullable Message next(Duration timeout) throws InterruptedException {
		if (this.ended && this.heard.isEmpty()) {
			return Message.of(Message.Type.END);
		}
		return this.heard.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
	}

	/**
	 * Whether the partner has closed its end or died.
	 * @return {@code true} if no more can be heard
	 */
	boolean hasEnded() {
		return this.ended;
	}

	/**
	 * How long nothing was heard of the partner, not even its heartbeat. To be asked
	 * often: a long pause between two questions counts as a pause of this process.
	 * @return the time
	 */
	Duration silence() {
		long now = System.nanoTime();
		if (now - this.lastLook > PAUSE.toNanos()) {
			// this process itself was stopped, or the machine slept: listen anew
			this.lastHeard = now;
		}
		this.lastLook = now;
		return Duration.ofNanos(now - this.lastHeard);
	}

	@Override
	public void close() {
		this.closed.countDown();
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			logger.debug("The conversation could not be closed", ex);
		}
	}

	private void hear() {
		try (BufferedReader reader = new BufferedReader(
				new InputStreamReader(Channels.newInputStream(this.channel), StandardCharsets.UTF_8))) {
			String line = reader.readLine();
			while (line != null) {
				this.lastHeard = System.nanoTime();
				hear(line);
				line = reader.readLine();
			}
		}
		catch (IOException ex) {
			logger.trace("The conversation has ended", ex);
		}
		finally {
			this.ended = true;
			this.heard.add(Message.of(Message.Type.END));
		}
	}

	private void hear(String line) {
		@Nullable Message message;
		try {
			message = JSON.readValue(line, Message.class);
		}
		catch (JacksonException ex) {
			logger.warn("The partner said something that is no message; it is passed over", ex);
			return;
		}
		if (message == null || message.type() == null || message.type() == Message.Type.PING) {
			return;
		}
		if (message.type() == Message.Type.SNAPSHOT) {
			if (message.snapshot() != null) {
				this.mirror.accept(message.snapshot());
			}
			return;
		}
		this.heard.add(message);
	}

	private void beat() {
		try {
			while (!this.closed.await(BEAT.toMillis(), TimeUnit.MILLISECONDS) && !this.ended) {
				say(Message.of(Message.Type.PING));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void daemon(String name, Runnable task) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		thread.start();
	}

}
