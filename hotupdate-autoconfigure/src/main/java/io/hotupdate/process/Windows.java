package io.hotupdate.process;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * No process can be replaced: a child stands for this one, and goes when this one is
 * killed, which the system does not see to.
 *
 * @param calls the system's calls
 */
record Windows(ProcessCalls calls) implements OperatingSystem {

	@Override
	public void safeRestart(List<String> command, Map<String, String> environment, Consumer<String> instead)
			throws IOException, InterruptedException {
		instead.accept("This system cannot replace a process");
		this.calls.halt(this.calls.run(command, environment));
	}

	/** The parent first, or it might start another. */
	@Override
	public void immediateKill(ProcessIdentity process) {
		List<ProcessIdentity> descendants = this.calls.descendants(process);
		this.calls.kill(process);
		descendants.forEach(this.calls::kill);
	}

}
