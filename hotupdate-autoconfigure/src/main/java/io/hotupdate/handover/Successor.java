package io.hotupdate.handover;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

import io.hotupdate.GenerationInfo;
import io.hotupdate.Reason;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdateSnapshot;
import io.hotupdate.process.DescriptorSender;
import io.hotupdate.process.ListenerAddress;
import io.hotupdate.process.ListenerPassing;
import io.hotupdate.process.PeerUser;
import io.hotupdate.process.SuccessorProcess;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * The predecessor's hold on its successor: the process and the conversation with it.
 */
final class Successor {

	private static final Logger logger = LoggerFactory.getLogger(Successor.class);

	private static final Duration POLL = Duration.ofMillis(100);

	private static final Duration KILL = Duration.ofSeconds(10);

	private static final Duration EXIT_CODE = Duration.ofSeconds(2);

	private final SuccessorProcess process;

	private final HandoverDirectory directory;

	private final Path temporaryDirectory;

	private final Duration heartbeatTimeout;

	private volatile @Nullable Conversation conversation;

	private volatile GenerationInfo info;

	private volatile boolean goodbye;

	private volatile Consumer<String> migrations = (migration) -> {
	};

	Successor(SuccessorProcess process, GenerationInfo info, HandoverDirectory directory, Path temporaryDirectory,
			Duration heartbeatTimeout) {
		this.process = process;
		this.info = info;
		this.directory = directory;
		this.temporaryDirectory = temporaryDirectory;
		this.heartbeatTimeout = heartbeatTimeout;
	}

	GenerationInfo info() {
		return this.info;
	}

	void info(GenerationInfo.Role role, GenerationInfo.Gate gate) {
		this.info = Generation.as(this.info, role, gate);
	}

	/** Be told of each change of the schema that it makes. */
	void onMigrated(Consumer<String> migrations) {
		this.migrations = migrations;
	}

	/** Whether it ends by itself. */
	boolean saidGoodbye() {
		return this.goodbye;
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Let the started process in: check its token, pass it the listeners, if there is a
	 * sender for them, and wait until it holds them.
	 */
	void admit(ServerSocketChannel control, @Nullable DescriptorSender descriptors, String token, Message welcome,
			List<ListenerAddress> listeners, Consumer<UpdateSnapshot> mirror, long deadline)
			throws IOException, InterruptedException {
		SocketChannel channel = accept(control, deadline);
		if (descriptors == null && !PeerUser.isOwn(channel, this.directory.control())) {
			// else the kernel tells who takes the listeners
			channel.close();
			throw new UpdateException(Reason.SUCCESSOR_INCOMPATIBLE, "A process of another user spoke on the"
					+ " handover's socket; perhaps you should see who may enter " + this.directory.path());
		}
		Conversation conversation = new Conversation(channel, "successor", mirror);
		this.conversation = conversation;
		Message hello = expect(deadline, Message.Type.HELLO);
		String wrong = wrong(hello, token);
		if (wrong != null) {
			conversation.say(Message.because(Message.Type.REFUSED, Reason.SUCCESSOR_INCOMPATIBLE, wrong));
			throw new UpdateException(Reason.SUCCESSOR_INCOMPATIBLE, wrong);
		}
		conversation.say(welcome);
		if (descriptors != null) {
			ListenerPassing.send(descriptors, listeners, OptionalLong.of(this.process.pid()), remaining(deadline));
		}
		expect(deadline, Message.Type.ACKNOWLEDGED);
	}

	private static @Nullable String wrong(Message hello, String token) {
		if (!Objects.equals(hello.protocol(), Message.PROTOCOL)) {
			return "The successor speaks version " + hello.protocol() + " of the handover's protocol, this generation "
					+ Message.PROTOCOL
					+ "; perhaps you should stop and start the application with the new release once";
		}
		String told = (hello.token() != null) ? hello.token() : "";
		boolean same = MessageDigest.isEqual(told.getBytes(US_ASCII), token.getBytes(US_ASCII));
		return same ? null : "A process that is not the successor spoke on the handover's socket; perhaps you should"
				+ " see who else runs as this user";
	}

	private SocketChannel accept(ServerSocketChannel control, long deadline) throws IOException {
		control.configureBlocking(false);
		try (Selector selector = Selector.open()) {
			control.register(selector, SelectionKey.OP_ACCEPT);
			while (true) {
				SocketChannel channel = control.accept();
				if (channel != null) {
					channel.configureBlocking(true);
					return channel;
				}
				requireAlive();
				requireTime(deadline, "did not report in");
				selector.select(POLL.toMillis());
			}
		}
	}

	void say(Message message) {
		Conversation conversation = this.conversation;
		if (conversation != null) {
			conversation.say(message);
		}
	}

	/**
	 * The next message, if there is one soon.
	 * @throws UpdateException if the successor is gone, says so, or is silent
	 */
	@Nullable Message next(Duration timeout) throws InterruptedException {
		Conversation conversation = Objects.requireNonNull(this.conversation);
		Message message = conversation.next(timeout);
		if (message == null) {
			if (conversation.silence().compareTo(this.heartbeatTimeout) > 0) {
				throw new UpdateException(Reason.SUCCESSOR_HUNG,
						"Generation " + this.info.number() + " (pid " + this.info.pid()
								+ ") has not answered its heartbeat for " + this.heartbeatTimeout.toSeconds()
								+ " s; perhaps you should look whether it was stopped or the"
								+ " machine is out of memory. " + startLog());
			}
			return null;
		}
		if (message.type() == Message.Type.MIGRATED) {
			this.migrations.accept(message.textOr("unknown"));
			return null;
		}
		if (message.type() == Message.Type.END) {
			throw exited("died");
		}
		if (message.type() == Message.Type.BYE) {
			this.goodbye = true;
			throw new UpdateException(message.reasonOr(Reason.SUCCESSOR_EXITED),
					"Generation " + this.info.number() + " said goodbye: " + message.textOr("no reason given"));
		}
		return message;
	}

	/**
	 * Wait for one of some messages.
	 * @throws UpdateException if it does not come before the deadline
	 */
	Message expect(long deadline, Message.Type first, Message.Type... more) throws InterruptedException {
		Set<Message.Type> expected = EnumSet.of(first, more);
		while (true) {
			Message message = next(POLL);
			if (message != null && expected.contains(message.type())) {
				return message;
			}
			if (message != null) {
				logger.debug("Passed over {} while waiting for {}", message.type(), expected);
			}
			requireTime(deadline, "was not ready (waiting for " + first + ")");
		}
	}

	private void requireTime(long deadline, String what) {
		if (System.nanoTime() - deadline > 0) {
			throw new UpdateException(Reason.SUCCESSOR_NOT_READY,
					"Generation " + this.info.number() + " " + what
							+ " in time; perhaps you should look at its log or raise hotupdate.handover.start-timeout. "
							+ startLog());
		}
	}

	/** Why it did not start; of no use once it serves. */
	private String startLog() {
		boolean serves = this.info.role() == GenerationInfo.Role.SERVING;
		return serves ? "Its own log says what went before" : StartLog.tell(this.temporaryDirectory);
	}

	private void requireAlive() {
		if (!this.process.isAlive()) {
			throw exited("exited");
		}
	}

	private UpdateException exited(String how) {
		String code = "";
		try {
			OptionalInt known = this.process.exitCode(EXIT_CODE);
			code = known.isPresent() ? " with code " + known.getAsInt() : "";
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return new UpdateException(Reason.SUCCESSOR_EXITED,
				"Generation " + this.info.number() + " (version " + this.info.version() + ", pid " + this.info.pid()
						+ ") " + how + code + "; perhaps you should mend the release and send it under a new version. "
						+ startLog());
	}

	/**
	 * Wait until the process is gone.
	 * @return whether it is
	 */
	boolean awaitExit(Duration timeout) throws InterruptedException {
		return this.process.identity().awaitExit(timeout);
	}

	/** End the process, whatever it does, and leave nothing of it. */
	void kill() {
		if (this.process.isAlive()) {
			logger.info("Generation {} (pid {}) is killed", this.info.number(), this.info.pid());
		}
		try {
			if (!this.process.kill(KILL)) {
				logger.error("Generation {} (pid {}) does not die", this.info.number(), this.info.pid());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		Conversation conversation = this.conversation;
		if (conversation != null) {
			conversation.close();
		}
		this.directory.delete();
	}

	private static Duration remaining(long deadline) {
		return Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
	}

	static ServerSocketChannel listen(HandoverDirectory directory) throws IOException {
		ServerSocketChannel control = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
		control.bind(UnixDomainSocketAddress.of(directory.control()));
		return control;
	}

}
