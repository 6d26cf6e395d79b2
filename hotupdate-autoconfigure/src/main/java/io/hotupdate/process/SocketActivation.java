package io.hotupdate.process;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening TCP sockets that a service manager has bound and given to this process:
 * systemd from descriptor 3 on ({@code LISTEN_FDS}, {@code LISTEN_PID},
 * {@code LISTEN_FDNAMES}), systemd with {@code StandardInput=socket} or inetd with
 * {@code wait} as the standard input. Without any, no native call is made.
 */
public final class SocketActivation {

	private static final Logger logger = LoggerFactory.getLogger(SocketActivation.class);

	private static final int FIRST_DESCRIPTOR = 3;

	private SocketActivation() {
	}

	/**
	 * Take the sockets. Those of {@code LISTEN_FDS} belong to the caller; the standard
	 * input is duplicated and stays as it is, since whatever reads it must not get
	 * another file. Sockets of other kinds are left alone.
	 * @param environment the environment of this process
	 * @return the sockets, none if it was started without
	 * @throws IOException if there are some, but native calls are not possible
	 */
	public static List<Activated> take(Map<String, String> environment) throws IOException {
		List<Activated> sockets = new ArrayList<>();
		int count = count(environment);
		if (count > 0) {
			String[] names = environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
			for (int i = 0; i < count; i++) {
				add(sockets, (i < names.length) ? names[i] : "", FIRST_DESCRIPTOR + i, false);
			}
		}
		if (ListeningInput.isThere(new SystemFiles(Path.of("/")))) {
			add(sockets, "", 0, true);
		}
		return List.copyOf(sockets);
	}

	private static void add(List<Activated> sockets, String name, int fd, boolean duplicate) throws IOException {
		LibC libC = NativeAccess.libC();
		InetSocketAddress address = Descriptors.address(fd).orElse(null);
		if (address == null) {
			logger.debug("Descriptor {} is no listening TCP socket; it is left alone", fd);
			return;
		}
		int own = duplicate
				? ErrnoException.check(libC, libC.fcntl(fd, Platform.F_DUPFD, FIRST_DESCRIPTOR), "fcntl(F_DUPFD)") : fd;
		Descriptors.setFlags(libC, own, Platform.F_GETFD, Platform.F_SETFD, Platform.FD_CLOEXEC);
		sockets.add(new Activated(name, address, own));
	}

	/**
	 * How many descriptors, from 3 on, were passed to this very process.
	 * @param environment its environment
	 * @return the number, 0 for none
	 */
	static int count(Map<String, String> environment) {
		String count = environment.getOrDefault("LISTEN_FDS", "");
		boolean own = String.valueOf(ProcessHandle.current().pid()).equals(environment.get("LISTEN_PID"));
		return (own && count.matches("\\d{1,4}")) ? Integer.parseInt(count) : 0;
	}

	/**
	 * A listening socket that was given to this process.
	 *
	 * @param name what the service manager calls it; empty if it does not
	 * @param address where it listens
	 * @param fd its descriptor, which is closed when this program is replaced
	 */
	public record Activated(String name, InetSocketAddress address, int fd) {

	}

}
