package io.hotupdate.handover;

import java.time.Duration;
import java.util.List;

import io.hotupdate.DrainInfo;
import io.hotupdate.process.ListenerAddress;

/**
 * The connections of this generation: its gates and its drain.
 */
public interface Traffic {

	/**
	 * The listeners that this generation serves on.
	 * @return the listeners
	 */
	List<ListenerAddress> listeners();

	/**
	 * Whether a successor gets these listeners. Else it binds its own to the same ports,
	 * and a closed gate means that there is no listener.
	 * @return {@code true} if they are passed
	 */
	boolean passesListeners();

	/** Take connections off the listeners, answering in the ordinary way. */
	void open();

	/**
	 * Take no more connections off the listeners and begin to drain. When it returns none
	 * is accepted any more and none that was accepted has been dropped.
	 */
	void close();

	/**
	 * Whether the gates are open.
	 * @return {@code true} if so
	 */
	boolean isOpen();

	/**
	 * How the drain goes; nothing remains when it is done.
	 * @return the drain
	 */
	DrainInfo drain();

	/**
	 * Cut what the drain has not finished.
	 * @return the drain, with what was cut
	 */
	DrainInfo cut();

	/**
	 * Wait until requests that wait for the update itself have been answered.
	 * @param timeout how long at most
	 * @throws InterruptedException if interrupted
	 */
	void awaitExempt(Duration timeout) throws InterruptedException;

}
