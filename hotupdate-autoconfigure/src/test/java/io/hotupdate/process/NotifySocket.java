package io.hotupdate.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import com.sun.jna.Memory;

/** The socket on which systemd is told how services fare. */
final class NotifySocket implements AutoCloseable {

	private static final int LARGEST = 4096;

	private final LibC libC;

	private final Platform platform;

	private final int fd;

	/**
	 * Listen.
	 * @param name a path, or a name behind an {@code @}
	 */
	NotifySocket(String name) throws IOException {
		this.libC = NativeAccess.libC();
		this.platform = NativeAccess.platform();
		this.fd = ErrnoException.check(this.libC, this.libC.socket(Platform.AF_UNIX, Platform.SOCK_DGRAM, 0), "socket");
		try (Memory address = SocketAddresses.named(this.platform, name)) {
			ErrnoException.check(this.libC, this.libC.bind(this.fd, address, (int) address.size()), "bind " + name);
		}
	}

	/** The next message. */
	String receive() throws IOException {
		await();
		try (SocketMessage message = SocketMessage.toReceive(this.platform, LARGEST)) {
			long length = ErrnoException.check(this.libC, (int) this.libC.recvmsg(this.fd, message.header(), 0),
					"recvmsg");
			return new String(message.received(this.libC, (int) length).bytes(), StandardCharsets.UTF_8);
		}
	}

	/** Whether nothing has come that was not received. */
	boolean isEmpty() {
		return poll(0) == 0;
	}

	private void await() {
		Deadline deadline = Deadline.in(Duration.ofSeconds(60));
		while (poll(1000) == 0) {
			if (deadline.hasPassed()) {
				throw new IllegalStateException("Nothing was told");
			}
		}
	}

	private int poll(int millis) {
		try (Memory descriptor = new Memory(8)) {
			descriptor.setInt(0, this.fd);
			descriptor.setShort(4, Platform.POLLIN);
			descriptor.setShort(6, (short) 0);
			return this.libC.poll(descriptor, 1, millis);
		}
	}

	@Override
	public void close() {
		this.libC.close(this.fd);
	}

}
