package io.hotupdate.connection;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Collection;

import org.apache.tomcat.util.compat.JrePlatform;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's endpoint with a {@link Gate} in front of accept, on a listener that it may
 * share with another generation. Stock Tomcat wakes its acceptor by connecting to itself,
 * which the other generation would answer, and throws away what it accepts while paused.
 */
final class GatedEndpoint extends NioEndpoint {

	private static final long DUPLICATE_WITHIN_NANOS = 1000;

	private final Gate gate = new Gate(this::wakeUp);

	private final GatedConnector connector = new GatedConnector(this, this.gate);

	private GatedConnectors connectors = new GatedConnectors();

	private volatile @Nullable Listener listener;

	private volatile boolean unlocked;

	private volatile long accepted;

	private @Nullable SocketAddress previousRemote;

	private long previousNanos;

	void join(GatedConnectors connectors, String name) {
		this.connectors = connectors;
		this.connector.setName(name);
	}

	GatedConnectors connectors() {
		return this.connectors;
	}

	GatedConnector connector() {
		return this.connector;
	}

	@Nullable Listener listener() {
		return this.listener;
	}

	long accepted() {
		return this.accepted;
	}

	Collection<SocketWrapperBase<NioChannel>> openConnections() {
		return this.connections.values();
	}

	@Override
	protected void initServerSocket() throws Exception {
		InetSocketAddress configured = new InetSocketAddress(getAddress(), getPortWithOffset());
		ReceivedListener received = this.connectors.listenerSource().take(this.connector.name(), configured);
		this.listener = (received != null) ? new Listener(received.channel(), received.address()) : own(configured);
		this.connectors.add(this.connector);
	}

	/**
	 * A listener of this generation alone gets connections as soon as it is bound: a
	 * successor waits with that.
	 */
	private Listener own(InetSocketAddress configured) throws IOException {
		boolean later = this.connectors.reusesPort() && !this.connectors.isOpen() && configured.getPort() != 0;
		return later ? Listener.unbound(configured) : bind(configured);
	}

	private Listener bind(InetSocketAddress configured) throws IOException {
		ServerSocketChannel channel = ServerSocketChannel.open();
		try {
			this.socketProperties.setProperties(channel.socket());
			if (this.connectors.reusesPort()) {
				ReusePort.set(channel);
			}
			channel.bind(configured, getAcceptCount());
			return new Listener(channel, (InetSocketAddress) channel.getLocalAddress());
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	@Override
	public void startInternal() throws Exception {
		this.gate.resume();
		super.startInternal();
	}

	@Override
	public void pause() {
		this.gate.pause();
		super.pause();
	}

	@Override
	public void resume() {
		super.resume();
		this.gate.resume();
	}

	@Override
	protected void unlockAccept() {
		this.unlocked = true;
		wakeUp();
	}

	private void wakeUp() {
		Listener listener = this.listener;
		if (listener != null) {
			listener.wakeUp();
		}
	}

	/**
	 * {@inheritDoc}
	 * @return the socket, with the gate entered, or {@code null} to send the acceptor
	 * once round its loop, where it sees that it is paused or stopped
	 */
	@Override
	protected @Nullable SocketChannel serverSocketAccept() throws Exception {
		while (true) {
			if (this.unlocked) {
				this.unlocked = false;
				return null;
			}
			boolean entered = !cannotEvenReject() && this.gate.enter();
			// after entering: another takes its place only while the gate is closed
			Listener listener = this.listener;
			if (listener == null) {
				this.gate.leave();
				throw new ClosedChannelException();
			}
			SocketChannel socket = entered ? accept(listener) : null;
			if (socket != null) {
				return socket;
			}
			listener.await(entered);
		}
	}

	@SuppressWarnings("NonAtomicVolatileUpdate") // written inside the gate only
	private @Nullable SocketChannel accept(Listener listener) throws IOException {
		boolean taken = false;
		try {
			SocketChannel socket = listener.accept();
			if (socket != null) {
				checkDuplicate(socket);
				if (rejects(socket)) {
					return null;
				}
				this.accepted++;
				taken = true;
			}
			return socket;
		}
		finally {
			if (!taken) {
				this.gate.leave();
			}
		}
	}

	private boolean isFull() {
		int limit = getMaxConnections();
		return limit >= 0 && this.connections.size() >= limit;
	}

	private boolean cannotEvenReject() {
		Limits limits = this.connectors.limits();
		return limits != null && isFull() && !limits.rejections().hasRoom();
	}

	private boolean rejects(SocketChannel socket) {
		Limits limits = this.connectors.limits();
		if (limits == null || !isFull()) {
			return false;
		}
		limits.counters().add(LimitKind.MAX_CONNECTIONS);
		limits.rejections().reject(socket, isSSLEnabled(), this::wakeUp);
		return true;
	}

	/**
	 * {@inheritDoc} With limits on one connection too many is rejected, so the acceptor
	 * never waits for another to end.
	 */
	@Override
	protected void countUpOrAwaitConnection() throws InterruptedException {
		if (this.connectors.limits() == null) {
			super.countUpOrAwaitConnection();
		}
	}

	@Override
	protected long countDownConnection() {
		return (this.connectors.limits() == null) ? super.countDownConnection() : this.connections.size();
	}

	@Override
	public long getConnectionCount() {
		return (this.connectors.limits() == null) ? super.getConnectionCount() : this.connections.size();
	}

	/**
	 * Tomcat's own guard against kernels that hand out a connection twice.
	 * @param socket the accepted socket
	 * @throws IOException if it was accepted before
	 */
	private void checkDuplicate(SocketChannel socket) throws IOException {
		if (JrePlatform.IS_WINDOWS) {
			return;
		}
		SocketAddress remote = socket.getRemoteAddress();
		long now = System.nanoTime();
		if (remote.equals(this.previousRemote) && now - this.previousNanos < DUPLICATE_WITHIN_NANOS) {
			throw new IOException(sm.getString("endpoint.err.duplicateAccept"));
		}
		this.previousRemote = remote;
		this.previousNanos = now;
	}

	@Override
	protected boolean setSocketOptions(@Nullable SocketChannel socket) {
		if (socket == null) {
			countDownConnection();
			return true;
		}
		try {
			return super.setSocketOptions(socket);
		}
		finally {
			this.gate.leave();
		}
	}

	@Override
	protected void destroySocket(@Nullable SocketChannel socket) {
		if (socket == null) {
			countDownConnection();
			return;
		}
		super.destroySocket(socket);
		this.gate.leave();
	}

	/**
	 * Binds the port again of whose listener it has let go. The gate must be closed.
	 * @throws IOException if the port cannot be had
	 */
	void listen() throws IOException {
		Listener before = this.listener;
		if (before != null && !before.isOpen()) {
			this.listener = bind((InetSocketAddress) before.getLocalAddress());
			before.close();
		}
	}

	/**
	 * Takes what waits to be accepted, then lets go of the listener. The gate must be
	 * closed. What arrives in between is reset by the kernel: no system call takes and
	 * closes at once.
	 * @throws IOException if the listener fails
	 */
	void refuse() throws IOException {
		Listener listener = this.listener;
		if (listener == null || !listener.isOpen()) {
			return;
		}
		listener.deregister();
		try {
			for (SocketChannel socket = listener.accept(); socket != null; socket = listener.accept()) {
				admit(socket);
			}
		}
		finally {
			listener.channel().close();
		}
	}

	@SuppressWarnings("NonAtomicVolatileUpdate") // the gate is closed to the acceptor
	private void admit(SocketChannel socket) throws IOException {
		int limit = getMaxConnections();
		if (limit >= 0 && getConnectionCount() >= limit) {
			socket.close();
			return;
		}
		try {
			countUpOrAwaitConnection();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			socket.close();
			return;
		}
		this.accepted++;
		if (!super.setSocketOptions(socket)) {
			super.destroySocket(socket);
		}
	}

	@Override
	protected NioChannel createChannel(SocketBufferHandler buffer) {
		boolean limited = this.connectors.limits() != null;
		return isSSLEnabled() ? new TrackedSecureChannel(buffer, this, limited) : new TrackedChannel(buffer, limited);
	}

	@Override
	protected @Nullable NetworkChannel getServerSocket() {
		return this.listener;
	}

	@Override
	protected void doCloseServerSocket() throws IOException {
		Listener listener = this.listener;
		this.listener = null;
		if (listener != null) {
			listener.close();
		}
	}

	@Override
	public void unbind() throws Exception {
		try {
			super.unbind();
		}
		finally {
			this.connectors.remove(this.connector);
		}
	}

}
