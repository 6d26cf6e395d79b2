package io.hotupdate.connection;

import java.time.Duration;

import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.UpgradeProtocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http2.Http2Protocol;

/**
 * Tomcat's HTTP/1.1 protocol handler for connectors that cross a handover. It is public,
 * with a public constructor, because Tomcat creates it by its class name; an application
 * with additional connectors makes them cross with
 * {@code new Connector(GatedHttp11Protocol.class.getName())}.
 */
public final class GatedHttp11Protocol extends Http11NioProtocol {

	/**
	 * How long after GOAWAY a stream is still served that the client opened in spite of
	 * it. Tomcat refuses them after one round trip, which may be shorter than the pause
	 * of a client that is busy.
	 */
	private static final Duration HTTP2_GRACE = Duration.ofSeconds(10);

	private final GatedEndpoint gatedEndpoint;

	private boolean joined;

	/**
	 * Creates a handler whose gate is open and that binds as usual until it has been
	 * joined to the {@link GatedConnectors} of the process.
	 */
	public GatedHttp11Protocol() {
		this(new GatedEndpoint());
	}

	private GatedHttp11Protocol(GatedEndpoint endpoint) {
		super(endpoint);
		this.gatedEndpoint = endpoint;
	}

	void join(GatedConnectors connectors, String name) {
		this.gatedEndpoint.join(connectors, name);
		this.joined = true;
		Limits limits = connectors.limits();
		if (limits != null) {
			limits.apply(this);
		}
	}

	boolean isJoined() {
		return this.joined;
	}

	@Override
	public void addUpgradeProtocol(UpgradeProtocol protocol) {
		if (protocol instanceof Http2Protocol http2 && http2.getDrainTimeout() == 0) {
			http2.setDrainTimeout(HTTP2_GRACE.toNanos());
		}
		super.addUpgradeProtocol(protocol);
	}

	@Override
	protected Processor createProcessor() {
		Limits limits = this.gatedEndpoint.connectors().limits();
		return new GatedProcessor(this, super.getAdapter(), this.gatedEndpoint.connectors().drain(), limits);
	}

	/**
	 * {@inheritDoc} Tomcat asks for it when a connection turns to HTTP/2.
	 */
	@Override
	public Adapter getAdapter() {
		Adapter adapter = super.getAdapter();
		Limits limits = this.gatedEndpoint.connectors().limits();
		return (limits != null) ? new StreamAdapter(adapter, limits) : adapter;
	}

	@Override
	public void closeServerSocketGraceful() {
		// Tomcat stops the acceptor here, which then destroys what it has just accepted
		this.gatedEndpoint.connector().gate().pause();
		super.closeServerSocketGraceful();
	}

}
