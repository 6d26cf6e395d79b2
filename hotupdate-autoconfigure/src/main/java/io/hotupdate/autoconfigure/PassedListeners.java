package io.hotupdate.autoconfigure;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

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
 * predecessor. What no connector wants any more is closed here and drains with the
 * predecessor.
 */
final class PassedListeners implements ListenerSource, ApplicationListener<ApplicationReadyEvent> {

	private static final Logger logger = LoggerFactory.getLogger(PassedListeners.class);

	private final List<ListenerHandle> left;

	PassedListeners(List<ListenerHandle> listeners) {
		this.left = new ArrayList<>(listeners);
	}

	@Override
	public synchronized @Nullable ReceivedListener take(String name, InetSocketAddress address) {
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

	@Override
	public synchronized void onApplicationEvent(ApplicationReadyEvent event) {
		for (ListenerHandle handle : this.left) {
			logger.info("The listener {} on {} has no connector in this release; it ends with the predecessor",
					handle.name(), handle.address());
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
