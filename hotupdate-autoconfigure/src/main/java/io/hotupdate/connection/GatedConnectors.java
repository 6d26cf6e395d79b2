package io.hotupdate.connection;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

/**
 * All connectors of this process that have a gate, the management connector and
 * additional ones included. A connector is listed from its bind until its unbind; one
 * that binds later gets the state that the others have. All methods may be called from
 * any thread.
 */
public final class GatedConnectors {

	private final List<GatedConnector> connectors = new CopyOnWriteArrayList<>();

	private final Map<String, NotCrossing> notCrossing = new LinkedHashMap<>();

	private final Drain drain = new Drain(() -> this.connectors);

	private final ListenerSource listenerSource;

	private final @Nullable Limits limits;

	private final boolean reusesPort;

	private boolean open;

	/**
	 * Creates a registry for a first generation: open, each connector binds as usual.
	 */
	public GatedConnectors() {
		this(true, ListenerSource.NONE);
	}

	/**
	 * Creates a registry without limits.
	 * @param open whether connectors start with their gate open; {@code false} in a
	 * successor
	 * @param listenerSource where connectors look for a listener before they bind
	 */
	public GatedConnectors(boolean open, ListenerSource listenerSource) {
		this(open, listenerSource, null);
	}

	/**
	 * Creates a registry.
	 * @param open whether connectors start with their gate open; {@code false} in a
	 * successor
	 * @param listenerSource where connectors look for a listener before they bind
	 * @param limits bounds on what clients may do, or {@code null} to leave it to Tomcat
	 */
	public GatedConnectors(boolean open, ListenerSource listenerSource, @Nullable LimitSettings limits) {
		this(open, listenerSource, limits, false);
	}

	/**
	 * Creates a registry of a generation that may bind its ports beside another one.
	 * @param open whether connectors start with their gate open; {@code false} in a
	 * successor
	 * @param listenerSource where connectors look for a listener before they bind
	 * @param limits bounds on what clients may do, or {@code null} to leave it to Tomcat
	 * @param reusesPort whether each generation has listeners of its own
	 * ({@code SO_REUSEPORT}), which are there for as long as the gates are open
	 */
	public GatedConnectors(boolean open, ListenerSource listenerSource, @Nullable LimitSettings limits,
			boolean reusesPort) {
		this.open = open;
		this.reusesPort = reusesPort;
		this.listenerSource = listenerSource;
		this.limits = (limits != null) ? new Limits(limits, () -> this.connectors) : null;
	}

	@Nullable Limits limits() {
		return this.limits;
	}

	/**
	 * How often clients have broken a bound.
	 * @return the counters, or {@code null} if limits are off
	 */
	public @Nullable LimitCounters limitCounters() {
		return (this.limits != null) ? this.limits.counters() : null;
	}

	ListenerSource listenerSource() {
		return this.listenerSource;
	}

	synchronized void add(GatedConnector connector) {
		apply(connector);
		this.connectors.add(connector);
		if (this.limits != null) {
			this.limits.start();
		}
	}

	synchronized void remove(GatedConnector connector) {
		this.connectors.remove(connector);
		if (this.limits != null && this.connectors.isEmpty()) {
			this.limits.stop();
		}
	}

	synchronized void cannotCross(String connector, String reason) {
		this.notCrossing.put(connector, new NotCrossing(connector, reason));
	}

	/**
	 * The connectors that are bound.
	 * @return an unmodifiable copy, in the order in which they were bound
	 */
	public List<GatedConnector> list() {
		return List.copyOf(this.connectors);
	}

	/**
	 * The connectors of this process that cannot cross a handover.
	 * @return an unmodifiable copy
	 */
	public synchronized List<NotCrossing> notCrossing() {
		return List.copyOf(this.notCrossing.values());
	}

	/**
	 * Opens all gates.
	 * @return how long it took
	 */
	public Duration openAll() {
		return setOpen(true);
	}

	/**
	 * Closes all gates. When it returns this process accepts no connection any more, and
	 * each that was accepted is counted and will be served.
	 * @return how long it took
	 */
	public Duration closeAll() {
		return setOpen(false);
	}

	/**
	 * Closes all gates and lets go of the listeners, for good: a process that stops. What
	 * had reached them is accepted before; unless another generation shares them, new
	 * connections are refused from then on.
	 */
	public synchronized void refuseAll() {
		closeAll();
		this.connectors.forEach(GatedConnector::refuse);
	}

	private synchronized Duration setOpen(boolean open) {
		long start = System.nanoTime();
		this.open = open;
		this.connectors.forEach(this::apply);
		return Duration.ofNanos(System.nanoTime() - start);
	}

	private void apply(GatedConnector connector) {
		if (this.open) {
			if (this.reusesPort) {
				connector.listen();
			}
			connector.gate().open();
		}
		else {
			connector.gate().close();
			if (this.reusesPort) {
				connector.refuse();
			}
		}
	}

	/**
	 * Whether each generation has listeners of its own instead of those of the other.
	 * @return {@code true} if so
	 */
	public boolean reusesPort() {
		return this.reusesPort;
	}

	/**
	 * Whether the gates are open, also of connectors that are still to be bound.
	 * @return whether this process takes connections
	 */
	public synchronized boolean isOpen() {
		return this.open;
	}

	/**
	 * The drain of all these connectors together.
	 * @return the drain
	 */
	public Drain drain() {
		return this.drain;
	}

}
