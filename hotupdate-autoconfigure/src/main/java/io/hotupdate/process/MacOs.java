package io.hotupdate.process;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * As on Linux. But the launcher of Java leaves itself notes in the environment, by its
 * process id, which here is that of the next one too.
 *
 * @param calls the system's calls
 */
record MacOs(ProcessCalls calls) implements OperatingSystem {

	@Override
	public void safeRestart(List<String> command, Map<String, String> environment, Consumer<String> instead)
			throws IOException, InterruptedException {
		Map<String, String> kept = new TreeMap<>(environment);
		kept.keySet()
			.removeIf(
					(name) -> name.startsWith("JAVA_MAIN_CLASS_") || name.startsWith("JAVA_STARTED_ON_FIRST_THREAD_"));
		Linux.replaceOrRun(this.calls, command, kept, instead);
	}

	@Override
	public void immediateKill(ProcessIdentity process) {
		this.calls.kill(process);
	}

}
