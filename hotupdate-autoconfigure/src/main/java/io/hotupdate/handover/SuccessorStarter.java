package io.hotupdate.handover;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

import io.hotupdate.GenerationInfo;
import io.hotupdate.Reason;
import io.hotupdate.Release;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdateSnapshot;
import io.hotupdate.process.DescriptorSender;
import io.hotupdate.process.NativeAccess;
import io.hotupdate.process.RuntimeDirectory;
import io.hotupdate.process.SuccessorProcess;
import io.hotupdate.release.Store;

/**
 * Starts a successor and passes it the listeners.
 */
final class SuccessorStarter {

	private final Store store;

	private final Launcher launcher;

	private final Traffic traffic;

	private final Duration heartbeatTimeout;

	SuccessorStarter(Store store, Launcher launcher, Traffic traffic, Duration heartbeatTimeout) {
		this.store = store;
		this.launcher = launcher;
		this.traffic = traffic;
		this.heartbeatTimeout = heartbeatTimeout;
	}

	/**
	 * Start a release. Whatever happens, {@code started} learns of the process as soon as
	 * there is one, so that it can be ended.
	 */
	void start(Release release, GenerationInfo self, UpdateSnapshot snapshot, Consumer<List<String>> differences,
			Consumer<Successor> started, Consumer<UpdateSnapshot> mirror, long deadline)
			throws IOException, InterruptedException {
		boolean passes = this.traffic.passesListeners();
		if (passes) {
			NativeAccess.unavailable().ifPresent((why) -> {
				throw new UpdateException(Reason.NOT_SUPPORTED, why);
			});
		}
		long number = this.store.nextGeneration(self.number());
		Path temporaryDirectory = this.store.temporaryDirectory(number);
		HandoverDirectory directory = HandoverDirectory
			.create(RuntimeDirectory.open(this.store.home(), System.getenv()).path(), number);
		String token = directory.writeToken();
		try (ServerSocketChannel control = Successor.listen(directory);
				DescriptorSender descriptors = passes ? DescriptorSender.listen(directory.descriptors()) : null) {
			SuccessorProcess process = this.launcher
				.launch(new Launcher.Start(release, number, directory, temporaryDirectory), differences);
			GenerationInfo info = new GenerationInfo(number, process.pid(), release.version().value(),
					GenerationInfo.Role.STARTING, GenerationInfo.Gate.CLOSED, Instant.now());
			Successor successor = new Successor(process, info, directory, temporaryDirectory, this.heartbeatTimeout);
			started.accept(successor);
			successor.admit(control, descriptors, token, Message.welcome(self, snapshot, passes),
					this.traffic.listeners(), mirror, deadline);
		}
		catch (IOException | RuntimeException ex) {
			directory.delete();
			throw ex;
		}
	}

}
