package io.hotupdate.connection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

import org.apache.coyote.Processor;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * One connector with a gate. All methods may be called from any thread.
 */
public final class GatedConnector {

	private final GatedEndpoint endpoint;

	private final Gate gate;

	private final Kinds kinds = new Kinds();

	private volatile String name = "unnamed";

	GatedConnector(GatedEndpoint endpoint, Gate gate) {
		this.endpoint = endpoint;
		this.gate = gate;
	}

	void setName(String name) {
		this.name = name;
	}

	GatedEndpoint endpoint() {
		return this.endpoint;
	}

	Gate gate() {
		return this.gate;
	}

	/**
	 * The name by which the generations match their connectors.
	 * @return {@code server}, {@code management}, {@code server-2} …
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Whether it speaks TLS only.
	 * @return {@code true} if so
	 */
	public boolean isSecure() {
		return this.endpoint.isSSLEnabled();
	}

	/**
	 * The address it truly listens on, also for a received listener.
	 * @return the address, or {@code null} once the connector has let go of its listener
	 */
	public @Nullable InetSocketAddress address() {
		Listener listener = this.endpoint.listener();
		return (listener != null) ? (InetSocketAddress) listener.getLocalAddress() : null;
	}

	/**
	 * The channel of the listener. It belongs to the connector: never close it, and never
	 * make it blocking.
	 * @return the channel, or {@code null} once the connector has let go of it
	 */
	public @Nullable ServerSocketChannel channel() {
		Listener listener = this.endpoint.listener();
		return (listener != null) ? listener.channel() : null;
	}

	/**
	 * Whether this connector takes connections off its listener, unless it is paused or
	 * at its connection limit.
	 * @return whether the gate is open
	 */
	public boolean isOpen() {
		return this.gate.isOpen();
	}

	/**
	 * Connections accepted since this connector was created.
	 * @return the number
	 */
	public long acceptedConnections() {
		return this.endpoint.accepted();
	}

	/**
	 * Connections that are open now, idle ones included.
	 * @return the number
	 */
	public int openConnections() {
		return this.endpoint.openConnections().size();
	}

	/**
	 * Connections on which a request is being read or answered now; one of HTTP/2 with
	 * several streams counts once. Looks at every open connection.
	 * @return the number
	 */
	public long requestsInFlight() {
		Remaining remaining = remaining();
		return remaining.count(Kind.REQUEST) + remaining.count(Kind.SSE) + remaining.count(Kind.EXEMPT)
				+ remaining.count(Kind.HTTP2);
	}

	void listen() {
		try {
			this.endpoint.listen();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The port of " + this.name + " (" + address() + ") cannot be bound: "
					+ ex.getMessage() + "; perhaps another process has it without SO_REUSEPORT", ex);
		}
	}

	void refuse() {
		try {
			this.endpoint.refuse();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The listener of " + this.name + " cannot be closed", ex);
		}
	}

	Remaining remaining() {
		return Remaining.of(() -> this.endpoint.openConnections().stream().map(this.kinds::of).iterator());
	}

	void forEachOpen(BiConsumer<Object, Kind> consumer) {
		this.endpoint.openConnections().forEach((connection) -> consumer.accept(connection, this.kinds.of(connection)));
	}

	/**
	 * Closes what is left but for exempt requests: they are answered when the drain is
	 * over.
	 */
	Remaining cut(DrainTotals totals) {
		List<Kind> cut = new ArrayList<>();
		for (SocketWrapperBase<NioChannel> connection : this.endpoint.openConnections()) {
			Kind kind = this.kinds.of(connection);
			if (kind != Kind.EXEMPT) {
				cut.add(kind);
				totals.cut(connection, kind);
				Cut.connection(this.endpoint, connection);
			}
		}
		return Remaining.of(cut);
	}

	void forEachUpgraded(Kind kind, BiConsumer<SocketWrapperBase<?>, Processor> consumer) {
		for (SocketWrapperBase<NioChannel> connection : this.endpoint.openConnections()) {
			if (connection.getCurrentProcessor() instanceof Processor processor && processor.isUpgrade()
					&& Kinds.of(processor) == kind) {
				consumer.accept(connection, processor);
			}
		}
	}

}
