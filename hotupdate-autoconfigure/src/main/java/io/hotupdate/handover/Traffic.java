package io.hotupdate.handover;

import java.net.InetSocketAddress;
import java.util.List;

import io.hotupdate.DrainInfo;

/**
 * The connections of this generation: its gates and its drain.
 */
interface Traffic {

	/** The listeners that this generation serves on. */
	List<Local> listeners();

	/** Take connections off the listeners, answering in the ordinary way. */
	void open();

	/**
	 * Take no more connections off the listeners and begin to drain. When it returns none
	 * is accepted any more and none that was accepted has been dropped.
	 */
	void close();

	boolean isOpen();

	/** How the drain goes; nothing remains when it is done. */
	DrainInfo drain();

	/** Cut what the drain has not finished. */
	DrainInfo cut();

	/**
	 * A listener by its name and address.
	 *
	 * @param name the connector's name
	 * @param address where it listens
	 */
	record Local(String name, InetSocketAddress address) {

	}

}
