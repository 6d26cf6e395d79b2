package io.hotupdate.autoconfigure;

import java.util.List;

import io.hotupdate.process.ListenerAddress;

/**
 * The listeners on which this generation serves, as far as another process can hold them
 * too.
 */
@FunctionalInterface
interface ServedPorts {

	List<Port> list();

	/**
	 * A listener.
	 *
	 * @param address its name and address
	 * @param plain whether it speaks HTTP without TLS
	 */
	record Port(ListenerAddress address, boolean plain) {

	}

}
