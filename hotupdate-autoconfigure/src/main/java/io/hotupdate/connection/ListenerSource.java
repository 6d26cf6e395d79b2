package io.hotupdate.connection;

import java.io.IOException;
import java.net.InetSocketAddress;

import org.jspecify.annotations.Nullable;

/**
 * Where a connector gets its listener from before it binds one of its own: in a successor
 * the listeners that the predecessor has passed on.
 */
@FunctionalInterface
public interface ListenerSource {

	/**
	 * A source that has no listener: every connector binds as usual.
	 */
	ListenerSource NONE = (connectorName, address) -> null;

	/**
	 * Hands out the listener of a connector. It is asked once for each bind, on the
	 * thread that starts the connector, and gives the ownership of the channel away.
	 * @param connectorName the name of the connector, such as {@code server}
	 * @param address the configured address; its port is 0 for any free port
	 * @return the listener, or {@code null} to bind as usual
	 * @throws IOException if there is a listener but it cannot be used; the connector
	 * then fails to start
	 */
	@Nullable ReceivedListener take(String connectorName, InetSocketAddress address) throws IOException;

}
