package io.hotupdate.handover;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import io.hotupdate.handover.TakeoverWords.Answer;
import io.hotupdate.handover.TakeoverWords.Ask;

/**
 * A process that nobody of this instance has started asks the one that serves for the
 * traffic.
 */
public final class TakeoverRequest {

	private TakeoverRequest() {
	}

	/**
	 * Ask, if there is somebody to ask.
	 * @param directory where the one that serves offers it
	 * @param home the store of this process
	 * @param jar the jar that it runs
	 * @param version its version
	 * @return the invitation to the handover, empty if nobody offers
	 * @throws TakeoverRefusedException if the one that serves refuses, or the directory
	 * is not fit for it
	 */
	public static Optional<Predecessor.Invitation> ask(Path directory, Path home, Path jar, String version) {
		try {
			return ask(TakeoverDirectory.open(directory), (token) -> new Ask(Message.PROTOCOL, token,
					ProcessHandle.current().pid(), home.toString(), jar.toString(), version));
		}
		catch (IOException ex) {
			throw new TakeoverRefusedException(
					"hotupdate.handover.takeover cannot be used for a takeover: " + ex.getMessage(), ex);
		}
	}

	private static Optional<Predecessor.Invitation> ask(TakeoverDirectory directory, Words words) throws IOException {
		if (!Files.exists(directory.socket())) {
			return Optional.empty();
		}
		try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(directory.socket()))) {
			TakeoverWords.say(channel, words.with(directory.token()));
			// it comes as soon as the update of the one that serves has got that far
			Optional<Answer> answer = TakeoverWords.hear(channel, Answer.class);
			return answer.flatMap(TakeoverRequest::invitation);
		}
		catch (ConnectException ex) {
			// what a killed process has left
			return Optional.empty();
		}
	}

	private static Optional<Predecessor.Invitation> invitation(Answer answer) {
		if (answer.directory() == null || answer.generation() == null) {
			throw new TakeoverRefusedException("The process that serves does not hand over to this one: "
					+ ((answer.refused() != null) ? answer.refused() : "it gave no reason"));
		}
		return Optional
			.of(new Predecessor.Invitation(new HandoverDirectory(Path.of(answer.directory())), answer.generation()));
	}

	/** What is asked, with the token. */
	@FunctionalInterface
	private interface Words {

		Ask with(String token);

	}

}
