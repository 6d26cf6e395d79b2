package io.hotupdate.process;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What differs between operating systems in how a process is replaced and ended.
 */
public interface OperatingSystem {

	/**
	 * Run a command in place of this process: the application has ended, its shutdown
	 * hooks have not run. Where the system can, the process id stays; else a child runs
	 * and this process ends with its exit code.
	 * @param command the command; its first element is the path of the executable
	 * @param environment the whole environment
	 * @param instead is told why the process id does not stay
	 * @throws IOException if the command cannot be started; this process goes on
	 * @throws InterruptedException if interrupted; the child is killed then
	 */
	void safeRestart(List<String> command, Map<String, String> environment, Consumer<String> instead)
			throws IOException, InterruptedException;

	/**
	 * End a process at once, whatever it does, and what stands for it.
	 * @param process the process; nothing happens if it is gone
	 */
	void immediateKill(ProcessIdentity process);

	/**
	 * The system that this process runs on.
	 * @return the system
	 */
	static OperatingSystem current() {
		return of(System.getProperty("os.name", ""), new SystemCalls());
	}

	/**
	 * A system by its name. One that is not known has no way to replace a process.
	 */
	static OperatingSystem of(String name, ProcessCalls calls) {
		String lowerCase = name.toLowerCase(Locale.ROOT);
		if (lowerCase.equals("linux")) {
			return new Linux(calls);
		}
		return lowerCase.startsWith("mac") ? new MacOs(calls) : new Windows(calls);
	}

}
