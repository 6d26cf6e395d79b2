package io.hotupdate.connection;

import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;

/**
 * A channel that listens already when a connector gets it.
 *
 * @param channel the listening channel; not registered with any selector yet
 * @param address the address it truly listens on, since
 * {@link ServerSocketChannel#getLocalAddress()} names only the placeholder that the
 * channel was opened with
 */
public record ReceivedListener(ServerSocketChannel channel, InetSocketAddress address) {

}
