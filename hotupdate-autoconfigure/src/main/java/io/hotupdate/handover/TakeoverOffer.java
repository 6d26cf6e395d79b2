package io.hotupdate.handover;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;

import io.hotupdate.Newcomer;
import io.hotupdate.Reason;
import io.hotupdate.UpdateException;
import io.hotupdate.Version;
import io.hotupdate.handover.TakeoverWords.Answer;
import io.hotupdate.handover.TakeoverWords.Ask;
import io.hotupdate.process.PeerUser;
import io.hotupdate.process.ProcessIdentity;
import io.hotupdate.release.ApplicationIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * The offer of the generation that serves: a process of the same user, application and
 * store that was started by somebody else may take over.
 */
public final class TakeoverOffer implements Closeable {

	private static final Logger logger = LoggerFactory.getLogger(TakeoverOffer.class);

	private final TakeoverDirectory directory;

	private final ServerSocketChannel socket;

	private final ApplicationIdentity application;

	private final Path home;

	private final SharedListenerHandover handover;

	private final BiConsumer<Version, Newcomer> updates;

	private String token;

	private TakeoverOffer(TakeoverDirectory directory, ServerSocketChannel socket, ApplicationIdentity application,
			Path home, SharedListenerHandover handover, BiConsumer<Version, Newcomer> updates) throws IOException {
		this.directory = directory;
		this.socket = socket;
		this.application = application;
		this.home = home;
		this.handover = handover;
		this.updates = updates;
		this.token = directory.renewToken();
	}

	/**
	 * Offer. Only the owner of the store may: what lies in the directory is of a process
	 * that is gone.
	 * @param path the directory
	 * @param application the application
	 * @param home its store
	 * @param handover hands over to who comes
	 * @param updates begins the update to who comes, or refuses it
	 * @return the offer
	 * @throws IOException if the directory is not fit for it
	 */
	public static TakeoverOffer open(Path path, ApplicationIdentity application, Path home,
			SharedListenerHandover handover, BiConsumer<Version, Newcomer> updates) throws IOException {
		TakeoverDirectory directory = TakeoverDirectory.open(path);
		directory.clear();
		ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
		try {
			socket.bind(UnixDomainSocketAddress.of(directory.socket()));
			TakeoverOffer offer = new TakeoverOffer(directory, socket, application, home, handover, updates);
			daemon("hotupdate-offer", offer::listen);
			return offer;
		}
		catch (IOException ex) {
			socket.close();
			throw ex;
		}
	}

	private void listen() {
		try {
			while (true) {
				SocketChannel channel = this.socket.accept();
				daemon("hotupdate-newcomer", () -> meet(channel));
			}
		}
		catch (ClosedChannelException ex) {
			logger.trace("The offer has ended", ex);
		}
		catch (IOException ex) {
			logger.warn("No process can come to take over any more", ex);
		}
	}

	private void meet(SocketChannel channel) {
		boolean begun = false;
		try {
			if (PeerUser.isOwn(channel, this.directory.socket())) {
				Optional<Ask> ask = TakeoverWords.hear(channel, Ask.class);
				begun = ask.isPresent() && letIn(ask.get(), channel);
			}
			else {
				logger.warn("Turned away a process of another user, which wanted to take over");
			}
		}
		catch (IOException ex) {
			logger.warn("A process that wanted to take over was not understood", ex);
		}
		finally {
			if (!begun) {
				close(channel);
			}
		}
	}

	private static void close(SocketChannel channel) {
		try {
			channel.close();
		}
		catch (IOException ex) {
			logger.debug("The connection of a process that was refused could not be closed", ex);
		}
	}

	/** Whether its update has begun; then the update answers it. */
	private boolean letIn(Ask ask, SocketChannel channel) throws IOException {
		try {
			NewcomerProcess newcomer = newcomer(ask, channel);
			this.updates.accept(newcomer.version(), newcomer);
			return true;
		}
		catch (UpdateException | IllegalArgumentException ex) {
			logger.warn("Process {} wanted to take over and was refused: {}", ask.pid(), ex.getMessage());
			TakeoverWords.say(channel, Answer.refused(String.valueOf(ex.getMessage())));
			return false;
		}
	}

	private NewcomerProcess newcomer(Ask ask, SocketChannel channel) throws IOException {
		requireProof(ask);
		Path jar = Path.of(Objects.requireNonNullElse(ask.jar(), ""));
		if (!this.home.toString().equals(ask.home())) {
			throw new UpdateException(Reason.BAD_REQUEST, "Its store is " + ask.home() + ", that of this instance is "
					+ this.home + "; perhaps you should start it with the same hotupdate.home");
		}
		ApplicationIdentity found = ApplicationIdentity.of(jar).orElse(null);
		if (found == null || !found.isSameApplication(this.application)) {
			throw new UpdateException(Reason.OTHER_APPLICATION,
					"Its jar " + jar + " is " + ((found != null) ? found : "no application that is known")
							+ ", this application is " + this.application
							+ "; perhaps you should give each application a hotupdate.handover.takeover of its own");
		}
		ProcessIdentity process = ProcessIdentity.of(ask.pid())
			.orElseThrow(() -> new UpdateException(Reason.SUCCESSOR_EXITED, "Process " + ask.pid() + " is gone"));
		Version version = new Version(Objects.requireNonNullElse(ask.version(), ""));
		return new NewcomerProcess(channel, process, jar, version, this.handover);
	}

	private synchronized void requireProof(Ask ask) throws IOException {
		if (ask.protocol() != Message.PROTOCOL) {
			throw new UpdateException(Reason.SUCCESSOR_INCOMPATIBLE,
					"It speaks version " + ask.protocol() + " of the handover's protocol, this generation "
							+ Message.PROTOCOL + "; perhaps you should stop this one first");
		}
		String told = Objects.requireNonNullElse(ask.token(), "");
		if (!MessageDigest.isEqual(told.getBytes(US_ASCII), this.token.getBytes(US_ASCII))) {
			throw new UpdateException(Reason.NOT_AUTHORIZED, "Its token is not the one of the directory, or another"
					+ " process has used it just now; perhaps you should start it again");
		}
		this.token = this.directory.renewToken();
	}

	/** Nobody can come any more; who waits for an answer still gets it. */
	@Override
	public void close() throws IOException {
		this.socket.close();
		this.directory.clear();
	}

	private static void daemon(String name, Runnable task) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		thread.start();
	}

}
