package io.hotupdate.process;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;

import com.sun.jna.Memory;
import com.sun.jna.Native;

/**
 * A Unix stream socket that only native calls touch: a buffered read in Java would
 * discard the descriptors that come with the bytes.
 */
final class UnixSocket implements AutoCloseable {

	/** How long a wait goes without looking whether it was interrupted or closed. */
	private static final int SLICE_MILLIS = 100;

	private final LibC libC;

	private final Platform platform;

	private final int fd;

	private volatile boolean closing;

	private boolean closed;

	private UnixSocket(LibC libC, Platform platform, int fd) throws IOException {
		this.libC = libC;
		this.platform = platform;
		this.fd = fd;
		try {
			Descriptors.setFlags(libC, fd, Platform.F_GETFD, Platform.F_SETFD, Platform.FD_CLOEXEC);
			Descriptors.setFlags(libC, fd, Platform.F_GETFL, Platform.F_SETFL, platform.oNonBlock);
		}
		catch (IOException ex) {
			libC.close(fd);
			throw ex;
		}
	}

	static UnixSocket open() throws IOException {
		LibC libC = NativeAccess.libC();
		int fd = ErrnoException.check(libC, libC.socket(Platform.AF_UNIX, Platform.SOCK_STREAM, 0), "socket");
		return new UnixSocket(libC, NativeAccess.platform(), fd);
	}

	void bind(Path path) throws IOException {
		try (Memory address = SocketAddresses.unix(this.platform, path)) {
			ErrnoException.check(this.libC, this.libC.bind(this.fd, address, (int) address.size()), "bind " + path);
		}
	}

	void listen() throws IOException {
		ErrnoException.check(this.libC, this.libC.listen(this.fd, 8), "listen");
	}

	void connect(Path path) throws IOException {
		try (Memory address = SocketAddresses.unix(this.platform, path)) {
			ErrnoException.check(this.libC, this.libC.connect(this.fd, address, (int) address.size()),
					"connect " + path);
		}
	}

	synchronized UnixSocket accept(Deadline deadline) throws IOException {
		while (true) {
			await(Platform.POLLIN, deadline, "for a connection");
			int accepted = this.libC.accept(this.fd, null, null);
			if (accepted != -1) {
				return new UnixSocket(this.libC, this.platform, accepted);
			}
			refuseUnlessTemporary("accept");
		}
	}

	/** Send all of the message, with the descriptors on its first byte. */
	synchronized void send(byte[] bytes, int[] descriptors, Deadline deadline) throws IOException {
		int sent = 0;
		while (sent < bytes.length) {
			try (SocketMessage message = SocketMessage.toSend(this.platform, bytes, sent,
					(sent == 0) ? descriptors : new int[0])) {
				await(Platform.POLLOUT, deadline, "to send");
				long result = this.libC.sendmsg(this.fd, message.header(), this.platform.sendFlags());
				if (result == -1) {
					refuseUnlessTemporary("sendmsg");
				}
				else {
					sent += (int) result;
				}
			}
		}
	}

	/**
	 * Receive what is there, at most {@code limit} bytes; none at the end of the stream.
	 */
	synchronized SocketMessage.Received receive(int limit, Deadline deadline) throws IOException {
		while (true) {
			await(Platform.POLLIN, deadline, "to receive");
			try (SocketMessage message = SocketMessage.toReceive(this.platform, limit)) {
				long result = this.libC.recvmsg(this.fd, message.header(), this.platform.receiveFlags());
				if (result != -1) {
					return message.received(this.libC, (int) result);
				}
				refuseUnlessTemporary("recvmsg");
			}
		}
	}

	synchronized Peer peer() throws IOException {
		return Peer.of(this.libC, this.platform, this.fd);
	}

	private void refuseUnlessTemporary(String what) throws IOException {
		int errno = Native.getLastError();
		if (errno != Platform.EINTR && errno != this.platform.eAgain) {
			throw ErrnoException.of(this.libC, what, errno);
		}
	}

	private void await(short events, Deadline deadline, String what) throws IOException {
		try (Memory descriptor = new Memory(8)) {
			while (!deadline.hasPassed()) {
				if (this.closing) {
					throw new IOException("The socket was closed while it waited " + what);
				}
				if (Thread.currentThread().isInterrupted()) {
					throw new InterruptedIOException("Interrupted while waiting " + what);
				}
				descriptor.setInt(0, this.fd);
				descriptor.setShort(4, events);
				descriptor.setShort(6, (short) 0);
				int ready = this.libC.poll(descriptor, 1, (int) Math.min(SLICE_MILLIS, deadline.remainingMillis()));
				if (ready == 1) {
					return;
				}
				if (ready == -1) {
					refuseUnlessTemporary("poll");
				}
			}
		}
		throw new IOException("Timed out while waiting " + what);
	}

	/**
	 * Ends a wait of another thread first: a closed number may be another file's soon.
	 */
	@Override
	public void close() {
		this.closing = true;
		synchronized (this) {
			if (!this.closed) {
				this.closed = true;
				this.libC.close(this.fd);
			}
		}
	}

}
