package io.hotupdate.sample;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;

import com.sun.jna.Library;
import com.sun.jna.Native;
import io.hotupdate.process.Descriptors;
import io.hotupdate.process.Exec;

/**
 * Becomes a command that has a listener on 127.0.0.1 from its start:
 * {@code ActivationMain descriptor|input <port> <command>…}, as systemd
 * ({@code LISTEN_FDS}) or inetd start one.
 */
final class ActivationMain {

	private ActivationMain() {
	}

	public static void main(String[] args) throws IOException {
		C libC = Native.load("c", C.class);
		List<String> command = new ArrayList<>();
		if (args[0].equals("descriptor")) {
			// a shell moves it: a JVM has files of its own there
			command.addAll(
					List.of("/bin/sh", "-c",
							"exec 3<&0 0</dev/null;"
									+ " LISTEN_FDS=1 LISTEN_PID=$$ LISTEN_FDNAMES=order-desk.socket exec \"$@\"",
							"sh"));
		}
		command.addAll(List.of(args).subList(2, args.length));
		try (ServerSocketChannel channel = ServerSocketChannel.open()) {
			channel.bind(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[1])), 1024);
			libC.dup2(Descriptors.ofListener((InetSocketAddress) channel.getLocalAddress()), 0);
			Exec.replace(command, System.getenv());
		}
	}

	/** The words that turn a command into one with a listener. */
	static String[] wrapper(String way, int port) {
		return new String[] { System.getProperty("java.home") + "/bin/java", "-cp",
				System.getProperty("java.class.path"), ActivationMain.class.getName(), way, String.valueOf(port) };
	}

	/** The function of the C library that moves a descriptor. */
	interface C extends Library {

		int dup2(int from, int to);

	}

}
