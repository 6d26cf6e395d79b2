package io.hotupdate.autoconfigure;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.hotupdate.Handover.Finding;
import io.hotupdate.connection.ListenerSource;
import io.hotupdate.connection.ReceivedListener;
import io.hotupdate.process.ListenerHandle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/**
 * Gives each connector the listener of its name and address that came from the
 * predecessor, or the one of its address that whoever started a first generation has
 * bound. What no connector wants is closed here: a predecessor's drains with it.
 */
final class PassedListeners implements ListenerSource, ApplicationListener<ApplicationReadyEvent> {

	private static final Logger logger = LoggerFactory.getLogger(PassedListeners.class);

	private final List<ListenerHandle> left;

	private final List<InetSocketAddress> unwanted = new CopyOnWriteArrayList<>();

	private final boolean successor;

	private final boolean given;

	/**
	 * Create the source.
	 * @param listeners the listeners
	 * @param successor whether they came from a predecessor
	 */
	PassedListeners(List<ListenerHandle> listeners, boolean successor) {
		this.left = new ArrayList<>(listeners);
		this.successor = successor;
		this.given = !listeners.isEmpty();
	}

	/** Whether there were any, wherever they went since. */
	boolean isGiven() {
		return this.given;
	}

	@Override
	public synchronized @Nullable ReceivedListener take(String name, InetSocketAddress address) {
		ReceivedListener named = takeNamed(name, address);
		return (named != null) ? named : takeNamed(ListenerHandle.ANY, address);
	}

	private @Nullable ReceivedListener takeNamed(String name, InetSocketAddress address) {
		for (ListenerHandle handle : this.left) {
			if (handle.name().equals(name) && matches(handle.address(), address)) {
				this.left.remove(handle);
				return new ReceivedListener(handle.channel(), handle.address());
			}
		}
		return null;
	}

	private static boolean matches(InetSocketAddress passed, InetSocketAddress configured) {
		boolean port = configured.getPort() == 0 || configured.getPort() == passed.getPort();
		boolean anywhere = passed.getAddress().isAnyLocalAddress()
				&& (configured.getAddress() == null || configured.getAddress().isAnyLocalAddress());
		return port && (anywhere || passed.getAddress().equals(configured.getAddress()));
	}

	/** Sockets that this process was given and has no connector for. */
	List<Finding> findings() {
		return this.unwanted.stream()
			.map((address) -> Finding.warning("SOCKET_UNUSED",
					"This process was given a listening socket on " + address
							+ " for which no connector is configured; clients there wait in vain",
					"Perhaps you should set server.port and server.address to it, or take it out of the socket unit"))
			.toList();
	}

	@Override
	public synchronized void onApplicationEvent(ApplicationReadyEvent event) {
		for (ListenerHandle handle : this.left) {
			if (this.successor) {
				logger.info("The listener {} on {} has no connector in this release; it ends with the predecessor",
						handle.name(), handle.address());
			}
			else {
				this.unwanted.add(handle.address());
			}
			try {
				handle.channel().close();
			}
			catch (IOException ex) {
				logger.warn("The listener {} could not be closed", handle.name(), ex);
			}
		}
		this.left.clear();
	}

}
