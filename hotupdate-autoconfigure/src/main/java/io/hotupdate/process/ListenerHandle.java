package io.hotupdate.process;

import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;

/**
 * A listener that came from another process.
 *
 * @param name the name of its connector
 * @param address where it listens; the channel itself would name a placeholder
 * @param channel the channel
 */
public record ListenerHandle(String name, InetSocketAddress address, ServerSocketChannel channel) {

}
