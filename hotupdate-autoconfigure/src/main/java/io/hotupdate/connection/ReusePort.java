package io.hotupdate.connection;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;

/**
 * The socket option by which several listeners of one user share a port; each connection
 * goes to one of them, chosen by the kernel.
 */
public final class ReusePort {

	private ReusePort() {
	}

	/**
	 * Whether this system has it. Windows has not.
	 * @return {@code true} if it has
	 */
	public static boolean isSupported() {
		try (ServerSocketChannel channel = ServerSocketChannel.open()) {
			return channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT);
		}
		catch (IOException ex) {
			return false;
		}
	}

	static void set(ServerSocketChannel channel) throws IOException {
		channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
	}

}
