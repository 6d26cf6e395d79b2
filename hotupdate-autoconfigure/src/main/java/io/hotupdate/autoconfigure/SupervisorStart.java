package io.hotupdate.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import io.hotupdate.UpdateException;
import io.hotupdate.handover.Predecessor;
import io.hotupdate.handover.RestartInPlace;
import io.hotupdate.process.CommandLine;
import io.hotupdate.process.Exec;
import io.hotupdate.process.JavaExecutable;
import io.hotupdate.process.NativeAccess;
import io.hotupdate.process.OriginalCommand;
import io.hotupdate.process.RuntimeDirectory;
import io.hotupdate.supervisor.SupervisionSettings;
import io.hotupdate.supervisor.SupervisorClassPath;
import io.hotupdate.supervisor.SupervisorCommand;
import io.hotupdate.supervisor.SupervisorLink;
import org.apache.commons.logging.Log;

/**
 * Turns this process into the supervisor of the instance, before there is an application
 * context.
 */
final class SupervisorStart {

	private SupervisorStart() {
	}

	/**
	 * Whether this process is to become a supervisor: it has none, and is no generation
	 * that another one has started.
	 */
	static boolean isWanted(SupervisorProperties properties) {
		return properties.enabled() && SupervisorLink.socketOfThisProcess().isEmpty()
				&& Predecessor.Invitation.ofThisProcess().isEmpty() && !RestartInPlace.completes();
	}

	/**
	 * Become the supervisor. Returns only if that is not possible, which is told.
	 */
	static void become(SupervisorProperties properties, StartSettings settings, SupervisionSettings supervision,
			Log log) {
		try {
			Optional<String> impossible = NativeAccess.unavailable();
			if (impossible.isPresent()) {
				throw new IOException(impossible.get());
			}
			OriginalCommand original = OriginalCommand.ofThisProcess();
			CommandLine.parse(original);
			Path folder = settings.home().resolve("supervisor");
			Path temporary = Files.createDirectories(folder.resolve("tmp"));
			SupervisorCommand command = SupervisorCommand.of(
					JavaExecutable.ofSuccessor(original, settings.process()).path(), properties.jvmArgs(),
					SupervisorClassPath.in(folder), RuntimeDirectory.open(settings.home(), System.getenv()).path(),
					temporary, supervision.toProperties(), original.arguments(), System.getenv());
			Exec.replace(command.command(), command.environment());
		}
		catch (IOException | UpdateException ex) {
			log.warn("There is no supervisor, the application runs without: " + ex.getMessage(), ex);
		}
	}

}
