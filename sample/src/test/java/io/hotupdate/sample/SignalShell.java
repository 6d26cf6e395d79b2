package io.hotupdate.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * Sends signals within a fraction of a millisecond: a shell that waits for them, since
 * starting one takes longer than a switch. It ends with this JVM.
 */
final class SignalShell {

	private static final SignalShell INSTANCE = start();

	private final Writer in;

	private final BufferedReader out;

	private SignalShell(Process shell) {
		this.in = new OutputStreamWriter(shell.getOutputStream(), StandardCharsets.US_ASCII);
		this.out = new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.US_ASCII));
	}

	private static SignalShell start() {
		try {
			// kill is a builtin of every sh, and a program only on some systems
			String loop = "while read -r signal pid; do kill -$signal $pid; echo sent; done";
			return new SignalShell(
					new ProcessBuilder("sh", "-c", loop).redirectError(ProcessBuilder.Redirect.INHERIT).start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Send a signal, and come back when it is sent. One to a process that is gone has no
	 * effect.
	 */
	static void send(long pid, String signal) {
		synchronized (INSTANCE) {
			try {
				INSTANCE.in.write(signal + " " + pid + "\n");
				INSTANCE.in.flush();
				if (INSTANCE.out.readLine() == null) {
					throw new IllegalStateException("The shell that sends signals has ended");
				}
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

}
