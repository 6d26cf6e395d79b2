package io.hotupdate.sample;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

/**
 * The socket on which systemd is told how a service fares, with the kernel's word on who
 * told it. Linux only.
 */
final class NotifySocket implements AutoCloseable {

	private static final int AF_UNIX = 1;

	private static final int SOCK_DGRAM = 2;

	private static final int SOL_SOCKET = 1;

	private static final int SO_PASSCRED = 16;

	private static final int SCM_CREDENTIALS = 2;

	private static final int LARGEST = 4096;

	private final C libC = Native.load("c", C.class);

	private final List<Message> messages = new CopyOnWriteArrayList<>();

	private final int fd;

	private final Thread thread = new Thread(this::receive, "notify-socket");

	private volatile boolean closed;

	NotifySocket(Path path) {
		this.fd = check(this.libC.socket(AF_UNIX, SOCK_DGRAM, 0));
		try (Memory on = new Memory(4); Memory address = new Memory(2 + 108)) {
			on.setInt(0, 1);
			check(this.libC.setsockopt(this.fd, SOL_SOCKET, SO_PASSCRED, on, 4));
			address.clear();
			address.setShort(0, (short) AF_UNIX);
			address.setString(2, path.toString(), StandardCharsets.UTF_8.name());
			check(this.libC.bind(this.fd, address, (int) address.size()));
		}
		this.thread.setDaemon(true);
		this.thread.start();
	}

	/** All that was told so far. */
	List<Message> messages() {
		return List.copyOf(this.messages);
	}

	private void receive() {
		while (true) {
			try (Memory data = new Memory(LARGEST);
					Memory control = new Memory(128);
					Memory vector = new Memory(16);
					Memory header = new Memory(56)) {
				control.clear();
				header.clear();
				vector.setPointer(0, data);
				vector.setLong(8, LARGEST);
				header.setPointer(16, vector);
				header.setLong(24, 1);
				header.setPointer(32, control);
				header.setLong(40, control.size());
				long length = this.libC.recvmsg(this.fd, header, 0);
				if (this.closed) {
					return;
				}
				check((int) length);
				// cmsghdr: length, level, type; then pid, uid, gid
				if (control.getInt(8) != SOL_SOCKET || control.getInt(12) != SCM_CREDENTIALS) {
					throw new IllegalStateException("The kernel does not say who sent it");
				}
				this.messages.add(new Message(control.getInt(16),
						new String(data.getByteArray(0, (int) length), StandardCharsets.UTF_8)));
			}
		}
	}

	private static int check(int result) {
		if (result == -1) {
			throw new IllegalStateException("A call of the C library failed with " + Native.getLastError());
		}
		return result;
	}

	@Override
	public void close() {
		this.closed = true;
		// ends the wait, and its thread the descriptor's use
		this.libC.shutdown(this.fd, 2);
		try {
			this.thread.join(10_000);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.libC.close(this.fd);
	}

	/**
	 * What was told.
	 *
	 * @param pid by whom
	 * @param text the assignments, a line each
	 */
	record Message(long pid, String text) {

		boolean says(String assignment) {
			return this.text.lines().anyMatch(assignment::equals);
		}

		boolean assigns(String name) {
			return this.text.lines().anyMatch((line) -> line.startsWith(name + "="));
		}

		String value(String name) {
			return this.text.lines()
				.filter((line) -> line.startsWith(name + "="))
				.map((line) -> line.substring(name.length() + 1))
				.findFirst()
				.orElse("");
		}

	}

	/** Of the C library. */
	interface C extends Library {

		int socket(int domain, int type, int protocol);

		int bind(int fd, Pointer address, int length);

		int setsockopt(int fd, int level, int name, Pointer value, int length);

		long recvmsg(int fd, Pointer message, int flags);

		int shutdown(int fd, int how);

		int close(int fd);

	}

}
