package io.hotupdate.handover;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

import io.hotupdate.GenerationInfo;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdateSnapshot;
import io.hotupdate.process.ListenerHandle;
import io.hotupdate.process.ListenerPassing;
import io.hotupdate.process.ProcessIdentity;
import org.jspecify.annotations.Nullable;

/**
 * The successor's hold on its predecessor: the conversation, and the listeners that came
 * from it. Made before the application context is.
 */
public final class Predecessor {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final HandoverDirectory directory;

	private final Conversation conversation;

	private final ProcessIdentity process;

	private final List<ListenerHandle> listeners;

	private final boolean passesListeners;

	private volatile GenerationInfo info;

	private volatile UpdateSnapshot told;

	private volatile @Nullable Consumer<UpdateSnapshot> mirror;

	private Predecessor(HandoverDirectory directory, Conversation conversation, Message welcome,
			List<ListenerHandle> listeners) {
		this.directory = directory;
		this.conversation = conversation;
		this.info = Objects.requireNonNull(welcome.generation());
		this.told = Objects.requireNonNull(welcome.snapshot());
		this.process = ProcessIdentity.of(this.info.pid()).orElse(new ProcessIdentity(this.info.pid(), -1));
		this.listeners = listeners;
		this.passesListeners = passes(welcome);
	}

	/**
	 * Report to the predecessor and take its listeners.
	 * @param invitation where to find it
	 * @param self this generation
	 * @return the predecessor
	 * @throws IOException if it cannot be met
	 * @throws InterruptedException if interrupted
	 */
	public static Predecessor meet(Invitation invitation, Generation self) throws IOException, InterruptedException {
		HandoverDirectory directory = invitation.directory();
		Mirror mirror = new Mirror();
		Conversation conversation = new Conversation(
				SocketChannel.open(UnixDomainSocketAddress.of(directory.control())), "predecessor", mirror);
		conversation.say(Message.hello(directory.takeToken(),
				self.as(GenerationInfo.Role.STARTING, GenerationInfo.Gate.CLOSED)));
		try {
			Message welcome = welcome(conversation);
			Predecessor predecessor = new Predecessor(directory, conversation, welcome, listeners(directory, welcome));
			mirror.to(predecessor::tell);
			conversation.say(Message.of(Message.Type.ACKNOWLEDGED));
			return predecessor;
		}
		catch (IOException ex) {
			conversation.close();
			throw ex;
		}
	}

	private static Message welcome(Conversation conversation) throws IOException, InterruptedException {
		Message welcome = conversation.next(PATIENCE);
		if (welcome == null || welcome.type() != Message.Type.WELCOME) {
			throw new IOException("The predecessor did not let this process in: "
					+ ((welcome != null) ? welcome.type() + " " + welcome.textOr("") : "no answer"));
		}
		if (!Objects.equals(welcome.protocol(), Message.PROTOCOL)) {
			throw new IOException(
					"The predecessor speaks version " + welcome.protocol() + " of the handover's protocol");
		}
		return welcome;
	}

	private static List<ListenerHandle> listeners(HandoverDirectory directory, Message welcome) throws IOException {
		return passes(welcome) ? ListenerPassing.receive(directory.descriptors(), PATIENCE) : List.of();
	}

	private static boolean passes(Message welcome) {
		return !Message.NO_LISTENERS.equals(welcome.text());
	}

	/**
	 * The listeners that came from the predecessor.
	 * @return the listeners
	 */
	public List<ListenerHandle> listeners() {
		return this.listeners;
	}

	/**
	 * Whether it has passed its listeners. Else this generation has to bind its own to
	 * the same ports.
	 * @return {@code true} if it has
	 */
	public boolean passesListeners() {
		return this.passesListeners;
	}

	/**
	 * What the predecessor last told of the update.
	 * @return its snapshot
	 */
	public UpdateSnapshot told() {
		return this.told;
	}

	/**
	 * Tell the predecessor at once that the database's schema was changed: it has to know
	 * even if this process dies a moment later.
	 * @param migration what has changed it
	 */
	public void migrated(String migration) {
		this.conversation.say(Message.migrated(migration));
	}

	/**
	 * Tell the predecessor why this process does not start.
	 * @param refusal why
	 */
	public void refuse(UpdateException refusal) {
		this.conversation
			.say(Message.because(Message.Type.BYE, refusal.reason(), String.valueOf(refusal.getMessage())));
	}

	GenerationInfo info() {
		return this.info;
	}

	void info(GenerationInfo.Role role, GenerationInfo.Gate gate) {
		this.info = Generation.as(this.info, role, gate);
	}

	ProcessIdentity process() {
		return this.process;
	}

	Conversation conversation() {
		return this.conversation;
	}

	/**
	 * The next message, if there is one soon.
	 * @throws PredecessorGone if the predecessor has died or says goodbye
	 */
	@Nullable Message next(Duration timeout) throws InterruptedException {
		Message message = this.conversation.next(timeout);
		if (message != null && message.type() == Message.Type.END) {
			throw PredecessorGone.died();
		}
		if (message != null && message.type() == Message.Type.BYE) {
			throw PredecessorGone.onRequest(message);
		}
		return message;
	}

	/**
	 * Wait for a message, however long it takes.
	 * @throws PredecessorGone if the predecessor has died or says goodbye
	 */
	Message expect(Message.Type expected) throws InterruptedException {
		while (true) {
			Message message = next(PATIENCE);
			if (message != null && message.type() == expected) {
				return message;
			}
		}
	}

	HandoverDirectory directory() {
		return this.directory;
	}

	void mirrorTo(Consumer<UpdateSnapshot> mirror) {
		this.mirror = mirror;
		mirror.accept(this.told);
	}

	private void tell(UpdateSnapshot snapshot) {
		this.told = snapshot;
		Consumer<UpdateSnapshot> mirror = this.mirror;
		if (mirror != null) {
			mirror.accept(snapshot);
		}
	}

	/**
	 * What tells a process that it is a successor.
	 *
	 * @param directory where to meet the predecessor
	 * @param generation the number that it gave this process
	 */
	public record Invitation(HandoverDirectory directory, long generation) {

		/**
		 * The invitation of this process, in its system properties.
		 * @return the invitation, empty in a first generation
		 */
		public static Optional<Invitation> ofThisProcess() {
			String directory = System.getProperty(HandoverDirectory.PROPERTY);
			return (directory == null) ? Optional.empty() : Optional
				.of(new Invitation(new HandoverDirectory(Path.of(directory)), Long.getLong(Generation.PROPERTY, 0)));
		}

	}

	/** Keeps what is told before there is a place to show it. */
	private static final class Mirror implements Consumer<UpdateSnapshot> {

		private @Nullable Consumer<UpdateSnapshot> target;

		private @Nullable UpdateSnapshot kept;

		@Override
		public synchronized void accept(UpdateSnapshot snapshot) {
			if (this.target != null) {
				this.target.accept(snapshot);
			}
			else {
				this.kept = snapshot;
			}
		}

		synchronized void to(Consumer<UpdateSnapshot> target) {
			this.target = target;
			if (this.kept != null) {
				target.accept(this.kept);
			}
		}

	}

}
