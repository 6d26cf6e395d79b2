package io.hotupdate.connection;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import org.apache.coyote.Processor;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Takes leave of the connections that were upgraded to one kind of protocol, once each.
 * One that is being read from at this moment comes the next time.
 */
final class UpgradedConnections implements DrainParticipant {

	private final Supplier<Iterable<GatedConnector>> connectors;

	private final Kind kind;

	private final BiConsumer<SocketWrapperBase<?>, Processor> farewell;

	private final Farewells farewells;

	private final Set<Processor> told = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

	private UpgradedConnections(Supplier<Iterable<GatedConnector>> connectors, Kind kind,
			BiConsumer<SocketWrapperBase<?>, Processor> farewell) {
		this.connectors = connectors;
		this.kind = kind;
		this.farewell = farewell;
		this.farewells = new Farewells(kind.id());
	}

	/**
	 * HTTP/2: GOAWAY. Open streams finish, and those that the client has opened before it
	 * reads it.
	 */
	static DrainParticipant http2(Supplier<Iterable<GatedConnector>> connectors) {
		return new UpgradedConnections(connectors, Kind.HTTP2, (connection, processor) -> processor.pause());
	}

	/** WebSocket: the close handshake, with 1012. */
	static DrainParticipant webSocket(Supplier<Iterable<GatedConnector>> connectors) {
		return new UpgradedConnections(connectors, Kind.WEBSOCKET, WebSocketClose::restart);
	}

	@Override
	public void drain() {
		for (GatedConnector connector : this.connectors.get()) {
			connector.forEachUpgraded(this.kind, this::tell);
		}
	}

	private void tell(SocketWrapperBase<?> connection, Processor processor) {
		if (this.told.add(processor)) {
			this.farewells.take(() -> this.farewell.accept(connection, processor));
		}
	}

}
