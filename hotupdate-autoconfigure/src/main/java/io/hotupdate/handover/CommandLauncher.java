package io.hotupdate.handover;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

import io.hotupdate.process.Spawner;
import io.hotupdate.process.SuccessorCommand;
import io.hotupdate.process.SuccessorProcess;

/**
 * Starts a successor by a command line.
 */
final class CommandLauncher implements Launcher {

	private final Function<SuccessorCommand.Target, SuccessorCommand> commands;

	private final Spawner spawner;

	CommandLauncher(Function<SuccessorCommand.Target, SuccessorCommand> commands, Spawner spawner) {
		this.commands = commands;
		this.spawner = spawner;
	}

	@Override
	public SuccessorProcess launch(Start start, Consumer<List<String>> differences) throws IOException {
		SuccessorCommand command = this.commands.apply(new SuccessorCommand.Target(start.release().jar(),
				start.number(), start.temporaryDirectory(), Map.of(HandoverDirectory.PROPERTY,
						start.directory().path().toString(), Generation.PROPERTY, String.valueOf(start.number()))));
		differences.accept(command.differences());
		return this.spawner.spawn(command);
	}

}
