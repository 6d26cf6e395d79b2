package io.hotupdate.process;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import com.sun.jna.Memory;

/**
 * The file descriptors of listening TCP sockets of this process: which one a listener
 * has, and how a received one becomes a channel.
 */
public final class Descriptors {

	private static final int O_CLOEXEC_LINUX = 0x8_0000;

	private static final int FALLBACK_LIMIT = 4096;

	private Descriptors() {
	}

	/**
	 * The descriptor of this process's listening TCP socket on an address.
	 * @param local the address, as the kernel knows it: not that of a placeholder
	 * @return the descriptor; it still belongs to the channel
	 * @throws IOException if there is none or more than one, or native calls are not
	 * possible
	 */
	public static int ofListener(InetSocketAddress local) throws IOException {
		LibC libC = NativeAccess.libC();
		Platform platform = NativeAccess.platform();
		Map<Object, Integer> found = new LinkedHashMap<>();
		for (int fd : open(platform)) {
			Optional<InetSocketAddress> address = listeningOn(libC, platform, fd);
			if (address.isPresent() && matches(address.get(), local)) {
				found.putIfAbsent(identity(platform, fd), fd);
			}
		}
		if (found.isEmpty()) {
			throw new IOException("This process has no listening TCP socket on " + local
					+ "; perhaps you should look whether the connector is started");
		}
		if (found.size() > 1) {
			throw new IOException("This process has " + found.size() + " listening TCP sockets on " + local
					+ " (descriptors " + found.values() + "); perhaps you should bind one of them to its own address");
		}
		return found.values().iterator().next();
	}

	/**
	 * A channel over a received listener: a placeholder channel on the loopback interface
	 * whose descriptor is replaced. It is in non-blocking mode and must stay so, for the
	 * mode belongs to the socket that all its processes share. Only
	 * {@link ServerSocketChannel#getLocalAddress()} still names the placeholder.
	 * @param receivedFd the received descriptor; it is closed in any case
	 * @return the channel
	 * @throws IOException if it could not be made
	 */
	public static ServerSocketChannel over(int receivedFd) throws IOException {
		LibC libC = NativeAccess.libC();
		Platform platform = NativeAccess.platform();
		try {
			if (listeningOn(libC, platform, receivedFd).isEmpty()) {
				throw new IOException("The received descriptor " + receivedFd + " is no listening TCP socket");
			}
			setFlags(libC, receivedFd, Platform.F_GETFD, Platform.F_SETFD, Platform.FD_CLOEXEC);
			return replaced(libC, platform, receivedFd);
		}
		finally {
			libC.close(receivedFd);
		}
	}

	/**
	 * The address a listening descriptor is bound to.
	 * @param fd the descriptor
	 * @return the address, or empty if it is no listening TCP socket
	 * @throws IOException if native calls are not possible
	 */
	public static Optional<InetSocketAddress> address(int fd) throws IOException {
		return listeningOn(NativeAccess.libC(), NativeAccess.platform(), fd);
	}

	private static ServerSocketChannel replaced(LibC libC, Platform platform, int receivedFd) throws IOException {
		ServerSocketChannel channel = ServerSocketChannel.open();
		try {
			channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
			channel.configureBlocking(false);
			int placeholder = ofListener((InetSocketAddress) channel.getLocalAddress());
			if (platform == Platform.LINUX) {
				ErrnoException.check(libC, libC.dup3(receivedFd, placeholder, O_CLOEXEC_LINUX), "dup3");
			}
			else {
				ErrnoException.check(libC, libC.dup2(receivedFd, placeholder), "dup2");
				setFlags(libC, placeholder, Platform.F_GETFD, Platform.F_SETFD, Platform.FD_CLOEXEC);
			}
			setFlags(libC, placeholder, Platform.F_GETFL, Platform.F_SETFL, platform.oNonBlock);
			return channel;
		}
		catch (IOException ex) {
			channel.close();
			throw ex;
		}
	}

	static void setFlags(LibC libC, int fd, int get, int set, int flags) throws IOException {
		int before = ErrnoException.check(libC, libC.fcntl(fd, get), "fcntl");
		if ((before & flags) != flags) {
			ErrnoException.check(libC, libC.fcntl(fd, set, before | flags), "fcntl");
		}
	}

	/** The open descriptors of this process, in rising order. */
	static int[] open(Platform platform) {
		String[] names = new File(platform.descriptorDirectory).list();
		if (names == null || names.length == 0) {
			return IntStream.range(0, FALLBACK_LIMIT).toArray();
		}
		return Arrays.stream(names).mapToInt(Integer::parseInt).sorted().toArray();
	}

	private static Optional<InetSocketAddress> listeningOn(LibC libC, Platform platform, int fd) throws IOException {
		try (Memory value = new Memory(4);
				Memory length = new Memory(4);
				Memory address = new Memory(SocketAddresses.SIZE)) {
			value.setInt(0, 0);
			length.setInt(0, 4);
			if (libC.getsockopt(fd, platform.solSocket, platform.soAcceptConn, value, length) != 0
					|| value.getInt(0) == 0) {
				return Optional.empty();
			}
			length.setInt(0, SocketAddresses.SIZE);
			address.clear();
			if (libC.getsockname(fd, address, length) != 0) {
				return Optional.empty();
			}
			return SocketAddresses.internet(platform, address);
		}
	}

	static boolean matches(InetSocketAddress kernel, InetSocketAddress wanted) {
		if (kernel.getPort() != wanted.getPort()) {
			return false;
		}
		// the JVM calls the wildcard 0.0.0.0 where its socket has ::
		return wanted.getAddress().isAnyLocalAddress() ? kernel.getAddress().isAnyLocalAddress()
				: kernel.getAddress().equals(withoutScope(wanted.getAddress()));
	}

	private static InetAddress withoutScope(InetAddress address) {
		try {
			return InetAddress.getByAddress(address.getAddress());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Duplicates of one socket are the same listener; Linux can tell. */
	private static Object identity(Platform platform, int fd) throws IOException {
		if (platform != Platform.LINUX) {
			return fd;
		}
		return Files.readSymbolicLink(Path.of(platform.descriptorDirectory, String.valueOf(fd)));
	}

}
