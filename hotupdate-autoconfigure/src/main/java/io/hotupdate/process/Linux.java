package io.hotupdate.process;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * execve keeps the process id, and with it whoever watches that.
 *
 * @param calls the system's calls
 */
record Linux(ProcessCalls calls) implements OperatingSystem {

	@Override
	public void safeRestart(List<String> command, Map<String, String> environment, Consumer<String> instead)
			throws IOException, InterruptedException {
		replaceOrRun(this.calls, command, environment, instead);
	}

	static void replaceOrRun(ProcessCalls calls, List<String> command, Map<String, String> environment,
			Consumer<String> instead) throws IOException, InterruptedException {
		String cannot = calls.cannotReplace().orElse(null);
		if (cannot == null) {
			try {
				calls.replace(command, environment);
			}
			catch (IOException ex) {
				cannot = String.valueOf(ex.getMessage());
			}
		}
		instead.accept((cannot != null) ? cannot : "It came back");
		calls.halt(calls.run(command, environment));
	}

	/** Children are generations of their own, which live on. */
	@Override
	public void immediateKill(ProcessIdentity process) {
		this.calls.kill(process);
	}

}
