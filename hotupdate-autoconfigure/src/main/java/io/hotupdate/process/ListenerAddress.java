package io.hotupdate.process;

import java.net.InetSocketAddress;

/**
 * A listener by its name and address.
 *
 * @param name the connector's name
 * @param address where it listens
 */
public record ListenerAddress(String name, InetSocketAddress address) {

}
