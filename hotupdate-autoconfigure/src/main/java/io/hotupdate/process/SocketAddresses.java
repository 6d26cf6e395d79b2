package io.hotupdate.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;

/** Socket addresses in the form the kernel takes and gives. */
final class SocketAddresses {

	/** Large enough for every family. */
	static final int SIZE = 128;

	/** The shorter of the platforms' limits, with the closing NUL. */
	private static final int MAX_PATH = 104;

	private SocketAddresses() {
	}

	static Memory unix(Platform platform, Path path) throws IOException {
		byte[] bytes = path.toString().getBytes(NativeText.charset());
		if (bytes.length >= MAX_PATH) {
			throw new IOException("The socket path " + path + " has " + bytes.length
					+ " bytes, more than a system takes; perhaps you should choose a shorter hotupdate.home");
		}
		Memory address = new Memory(2 + MAX_PATH);
		address.clear();
		family(platform, address, Platform.AF_UNIX, 2 + bytes.length + 1);
		address.write(2, bytes, 0, bytes.length);
		return address;
	}

	/**
	 * The address behind a name: a path, or behind an {@code @} a name in the abstract
	 * namespace, which ends where the address does.
	 */
	static Memory named(Platform platform, String name) throws IOException {
		byte[] bytes = name.getBytes(NativeText.charset());
		boolean abstractName = name.startsWith("@");
		if ((!abstractName && !name.startsWith("/")) || (abstractName && platform != Platform.LINUX)) {
			throw new IOException("Sockets such as " + name + " are not supported, only paths and, on Linux, names"
					+ " that begin with @");
		}
		if (bytes.length >= MAX_PATH) {
			throw new IOException("The socket name " + name + " has " + bytes.length + " bytes, too many");
		}
		Memory address = new Memory(2 + bytes.length + (abstractName ? 0 : 1));
		address.clear();
		family(platform, address, Platform.AF_UNIX, (int) address.size());
		address.write(2, bytes, 0, bytes.length);
		if (abstractName) {
			address.setByte(2, (byte) 0);
		}
		return address;
	}

	/** The Internet address in the structure, or empty if it is of another family. */
	static Optional<InetSocketAddress> internet(Platform platform, Pointer address) throws IOException {
		int family = (platform == Platform.MACOS) ? Byte.toUnsignedInt(address.getByte(1))
				: Short.toUnsignedInt(address.getShort(0));
		int port = (Byte.toUnsignedInt(address.getByte(2)) << 8) | Byte.toUnsignedInt(address.getByte(3));
		if (family == Platform.AF_INET) {
			return Optional.of(new InetSocketAddress(InetAddress.getByAddress(address.getByteArray(4, 4)), port));
		}
		if (family == platform.afInet6) {
			// an IPv4-mapped address becomes an Inet4Address here
			return Optional.of(new InetSocketAddress(InetAddress.getByAddress(address.getByteArray(8, 16)), port));
		}
		return Optional.empty();
	}

	private static void family(Platform platform, Memory address, int family, int length) {
		if (platform == Platform.MACOS) {
			address.setByte(0, (byte) length);
			address.setByte(1, (byte) family);
		}
		else {
			address.setShort(0, (short) family);
		}
	}

}
