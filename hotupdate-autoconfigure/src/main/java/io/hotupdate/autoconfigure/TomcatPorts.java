package io.hotupdate.autoconfigure;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.hotupdate.Handover.Finding;
import io.hotupdate.connection.GatedConnector;
import io.hotupdate.connection.GatedConnectors;
import io.hotupdate.connection.ReusePort;
import io.hotupdate.handover.Predecessor;
import io.hotupdate.process.ListenerAddress;
import io.hotupdate.process.RequestMigration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether each generation binds its ports by itself.
 */
final class TomcatPorts {

	private static final Logger logger = LoggerFactory.getLogger(TomcatPorts.class);

	private static final String RESETS = "Each generation binds the port by itself, and " + RequestMigration.SYSCTL
			+ " is 0: connections that wait to be accepted when a generation closes its listener are reset";

	private TomcatPorts() {
	}

	/** Why that is not possible at all. */
	static Optional<String> impossible() {
		return ReusePort.isSupported() ? Optional.empty() : Optional.of("this system has no SO_REUSEPORT");
	}

	/**
	 * Whether this generation does. Who has given it listeners has settled that: another
	 * process holds them too, and one that closes its own would leave connections to
	 * nobody.
	 * @param wanted whether the setting says so
	 * @param predecessor the predecessor, in a successor
	 * @param given whether it was given listeners, by whomever
	 */
	static boolean reuses(boolean wanted, @Nullable Predecessor predecessor, boolean given) {
		boolean reuses = (predecessor != null) ? !predecessor.passesListeners() : wanted && !given;
		if (wanted && !reuses) {
			logger.warn("hotupdate.handover.mode is reuse-port, but this generation was given its listeners: it shares"
					+ " them. Stop the instance and start it without them to change that");
		}
		if (reuses && !RequestMigration.isOn()) {
			logger.warn(RESETS);
		}
		return reuses;
	}

	/** A listener that each generation binds anew is nothing that another may hold. */
	static List<ServedPorts.Port> served(GatedConnectors connectors) {
		List<ServedPorts.Port> ports = new ArrayList<>();
		for (GatedConnector connector : connectors.list()) {
			InetSocketAddress address = connector.address();
			if (address != null && !connectors.reusesPort()) {
				ports.add(new ServedPorts.Port(new ListenerAddress(connector.name(), address), !connector.isSecure()));
			}
		}
		return ports;
	}

	static List<Finding> findings(GatedConnectors connectors) {
		return (!connectors.reusesPort() || RequestMigration.isOn()) ? List.of() : List
			.of(Finding.warning("QUEUE_RESET", RESETS,
					"Perhaps you should set it to 1, or hotupdate.handover.mode to auto, which shares the listener"));
	}

}
