package io.hotupdate.process;

import java.io.IOException;

import sun.misc.Signal;

/** Sends signals that have no Java API. */
public final class SignalSender {

	private SignalSender() {
	}

	/**
	 * Send a signal to a process, if it is there.
	 * @param process the process
	 * @param name the name without SIG, such as {@code HUP}
	 * @throws IOException if it may not be sent
	 */
	public static void send(ProcessIdentity process, String name) throws IOException {
		if (process.isAlive()) {
			LibC libC = NativeAccess.libC();
			ErrnoException.check(libC, libC.kill(Math.toIntExact(process.pid()), new Signal(name).getNumber()), "kill");
		}
	}

}
