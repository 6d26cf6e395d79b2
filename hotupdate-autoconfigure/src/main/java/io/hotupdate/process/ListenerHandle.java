package io.hotupdate.process;

import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;

/**
 * A listener that came from another process.
 *
 * @param name the name of its connector, or {@link #ANY}
 * @param address where it listens; the channel itself would name a placeholder
 * @param channel the channel
 */
public record ListenerHandle(String name, InetSocketAddress address, ServerSocketChannel channel) {

	/** For whichever connector is configured for its address. */
	public static final String ANY = "";

}
