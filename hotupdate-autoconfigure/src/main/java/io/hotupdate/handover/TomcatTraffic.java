package io.hotupdate.handover;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.hotupdate.DrainInfo;
import io.hotupdate.connection.GatedConnector;
import io.hotupdate.connection.GatedConnectors;
import io.hotupdate.connection.Remaining;
import io.hotupdate.process.ListenerAddress;

/**
 * The connections of an embedded Tomcat.
 */
public final class TomcatTraffic implements Traffic {

	private final GatedConnectors connectors;

	private volatile long atClose;

	/**
	 * Create the traffic of some connectors.
	 * @param connectors the connectors
	 */
	public TomcatTraffic(GatedConnectors connectors) {
		this.connectors = connectors;
	}

	@Override
	public List<ListenerAddress> listeners() {
		List<ListenerAddress> listeners = new ArrayList<>();
		for (GatedConnector connector : this.connectors.list()) {
			InetSocketAddress address = connector.address();
			if (address != null) {
				listeners.add(new ListenerAddress(connector.name(), address));
			}
		}
		return listeners;
	}

	@Override
	public boolean passesListeners() {
		return !this.connectors.reusesPort();
	}

	@Override
	public void open() {
		this.connectors.openAll();
		this.connectors.drain().cancel();
	}

	@Override
	public void close() {
		this.connectors.closeAll();
		this.connectors.drain().begin();
		this.atClose = this.connectors.drain().remaining().holding();
	}

	@Override
	public boolean isOpen() {
		return this.connectors.isOpen();
	}

	@Override
	public DrainInfo drain() {
		Remaining remaining = this.connectors.drain().remaining();
		return new DrainInfo(remaining.holding(), remaining.holdingByName(), drained(remaining), Map.of());
	}

	@Override
	public DrainInfo cut() {
		Remaining cut = this.connectors.drain().cut();
		return new DrainInfo(0, Map.of(), drained(cut), cut.holdingByName());
	}

	private long drained(Remaining left) {
		return Math.max(0, this.atClose - left.holding());
	}

	@Override
	public void awaitExempt(Duration timeout) throws InterruptedException {
		this.connectors.drain().awaitExempt(timeout);
	}

}
