package io.hotupdate.process;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

/**
 * Replaces the program of this process: same pid, working directory, standard streams and
 * parent, another command line.
 */
public final class Exec {

	private static final int FIRST_AFTER_STANDARD_STREAMS = 3;

	private Exec() {
	}

	/**
	 * Run a command in place of this program. Shutdown hooks do not run; every descriptor
	 * but the standard streams and those of socket activation ({@code LISTEN_FDS}) is
	 * closed.
	 * @param command the command; its first element is the path of the executable
	 * @param environment the whole environment
	 * @throws IOException always, if the call returns: it failed and this program goes on
	 */
	public static void replace(List<String> command, Map<String, String> environment) throws IOException {
		LibC libC = NativeAccess.libC();
		Platform platform = NativeAccess.platform();
		System.out.flush();
		System.err.flush();
		libC.fflush(null);
		List<String> variables = environment.entrySet()
			.stream()
			.map((entry) -> entry.getKey() + "=" + entry.getValue())
			.toList();
		try (Memory path = NativeText.terminated(command.get(0));
				Memory arguments = new StringsMemory(command);
				Memory environmentStrings = new StringsMemory(variables);
				Memory noSignal = new Memory(128);
				Memory before = new Memory(128)) {
			noSignal.clear();
			before.clear();
			closeOnExec(libC, platform, environment);
			// the JVM blocks signals in its Java threads, and a new program inherits the
			// mask
			libC.pthread_sigmask(platform.sigSetMask, noSignal, before);
			libC.execve(path, arguments, environmentStrings);
			int errno = Native.getLastError();
			libC.pthread_sigmask(platform.sigSetMask, before, null);
			throw ErrnoException.of(libC, "execve " + command.get(0), errno);
		}
	}

	private static void closeOnExec(LibC libC, Platform platform, Map<String, String> environment) {
		int first = FIRST_AFTER_STANDARD_STREAMS + SocketActivation.count(environment);
		for (int fd : Descriptors.open(platform)) {
			if (fd >= first) {
				// fails only for a descriptor that has been closed since
				libC.fcntl(fd, Platform.F_SETFD, Platform.FD_CLOEXEC);
			}
		}
	}

	/** A NULL-terminated array of strings that keeps what it points to. */
	private static final class StringsMemory extends Memory {

		@SuppressWarnings("unused")
		private final List<Memory> strings;

		StringsMemory(List<String> values) {
			super((values.size() + 1L) * Native.POINTER_SIZE);
			this.strings = values.stream().map(NativeText::terminated).toList();
			long offset = 0;
			for (Memory string : this.strings) {
				setPointer(offset, string);
				offset += Native.POINTER_SIZE;
			}
			setPointer(offset, Pointer.NULL);
		}

	}

}
