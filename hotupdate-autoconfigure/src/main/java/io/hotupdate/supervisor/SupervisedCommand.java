package io.hotupdate.supervisor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.hotupdate.process.SuccessorCommand;
import io.hotupdate.supervisor.Crashes.Restart;

/**
 * The command line of a generation with what its supervisor adds.
 */
final class SupervisedCommand {

	private SupervisedCommand() {
	}

	/** Its generation finds this supervisor, and has an environment of its own. */
	static SuccessorCommand of(SuccessorCommand command, Path socket, Map<String, String> restored) {
		Map<String, String> environment = new HashMap<>(command.environment());
		SupervisorCommand.OWN_VARIABLES.forEach(environment::remove);
		restored.forEach(environment::putIfAbsent);
		return with(command, SupervisorLink.SOCKET, socket.toString(), environment);
	}

	/** It fetches a release and runs that. */
	static SuccessorCommand of(SuccessorCommand command, Restart restart) {
		if (restart.version() == null) {
			return command;
		}
		String digest = (restart.sha256() != null) ? restart.sha256() : "";
		return with(with(command, SupervisorLink.DIGEST, digest, command.environment()), SupervisorLink.RELEASE,
				restart.version(), command.environment());
	}

	/** An empty value takes the property away. */
	private static SuccessorCommand with(SuccessorCommand command, String property, String value,
			Map<String, String> environment) {
		List<String> arguments = new ArrayList<>(command.command());
		arguments.removeIf((argument) -> argument.startsWith("-D" + property + "="));
		if (!value.isEmpty()) {
			arguments.add(1, "-D" + property + "=" + value);
		}
		return new SuccessorCommand(arguments, environment, command.directory(), List.of());
	}

}
