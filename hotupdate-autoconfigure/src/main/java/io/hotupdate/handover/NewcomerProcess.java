package io.hotupdate.handover;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

import io.hotupdate.HandoverProgress;
import io.hotupdate.Newcomer;
import io.hotupdate.Release;
import io.hotupdate.Version;
import io.hotupdate.handover.TakeoverWords.Answer;
import io.hotupdate.process.ProcessIdentity;
import io.hotupdate.process.SuccessorProcess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that has come to take over and waits at the other end of a connection for its
 * answer.
 */
final class NewcomerProcess implements Newcomer, Launcher {

	private static final Logger logger = LoggerFactory.getLogger(NewcomerProcess.class);

	private final SocketChannel channel;

	private final ProcessIdentity process;

	private final Path jar;

	private final Version version;

	private final SharedListenerHandover handover;

	NewcomerProcess(SocketChannel channel, ProcessIdentity process, Path jar, Version version,
			SharedListenerHandover handover) {
		this.channel = channel;
		this.process = process;
		this.jar = jar;
		this.version = version;
		this.handover = handover;
	}

	Version version() {
		return this.version;
	}

	@Override
	public Release release() {
		logger.info("Process {} takes over with version {} ({})", this.process.pid(), this.version, this.jar);
		return this.handover.receive(this.jar, this.version);
	}

	@Override
	public void handOver(Release release, HandoverProgress progress) {
		this.handover.handOver(release, progress, this);
	}

	@Override
	public SuccessorProcess launch(Start start, Consumer<List<String>> differences) throws IOException {
		answer(Answer.meet(start.directory(), start.number()));
		return SuccessorProcess.of(this.process);
	}

	/** Once it has its invitation, the handover itself tells it more. */
	@Override
	public void dismiss(String why) {
		if (!this.channel.isOpen()) {
			return;
		}
		try {
			answer(Answer.refused(why));
		}
		catch (IOException ex) {
			logger.debug("Process {} did not wait for its answer", this.process.pid(), ex);
		}
	}

	private void answer(Answer answer) throws IOException {
		try (this.channel) {
			TakeoverWords.say(this.channel, answer);
		}
	}

}
