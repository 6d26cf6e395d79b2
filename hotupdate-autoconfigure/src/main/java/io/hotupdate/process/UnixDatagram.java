package io.hotupdate.process;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import com.sun.jna.Memory;
import com.sun.jna.Native;

/** A message to a Unix datagram socket; the sockets of the JDK are streams only. */
final class UnixDatagram {

	/** How long a receiver may be busy. */
	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private UnixDatagram() {
	}

	static void send(String to, byte[] bytes) throws IOException {
		LibC libC = NativeAccess.libC();
		Platform platform = NativeAccess.platform();
		int fd = ErrnoException.check(libC, libC.socket(Platform.AF_UNIX, Platform.SOCK_DGRAM, 0), "socket");
		try (Memory address = SocketAddresses.named(platform, to); Memory data = new Memory(bytes.length)) {
			Descriptors.setFlags(libC, fd, Platform.F_GETFD, Platform.F_SETFD, Platform.FD_CLOEXEC);
			// a full queue of the receiver must not hold this process up
			Descriptors.setFlags(libC, fd, Platform.F_GETFL, Platform.F_SETFL, platform.oNonBlock);
			data.write(0, bytes, 0, bytes.length);
			Deadline deadline = Deadline.in(PATIENCE);
			while (libC.sendto(fd, data, bytes.length, platform.sendFlags(), address, (int) address.size()) == -1) {
				int errno = Native.getLastError();
				boolean busy = errno == platform.eAgain || errno == Platform.EINTR;
				if (!busy || deadline.hasPassed()) {
					throw ErrnoException.of(libC, "sendto " + to, errno);
				}
				pause();
			}
		}
		finally {
			libC.close(fd);
		}
	}

	private static void pause() throws InterruptedIOException {
		try {
			TimeUnit.MILLISECONDS.sleep(10);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("Interrupted while the receiver was busy");
		}
	}

}
