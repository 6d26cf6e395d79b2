package io.hotupdate.connection;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.Semaphore;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening socket of one connector: never blocking, since the other generation has
 * the same open file description and would block with us, and with a selector of its own
 * that only the acceptor thread waits in.
 */
final class Listener implements NetworkChannel {

	private static final Logger logger = LoggerFactory.getLogger(Listener.class);

	private final ServerSocketChannel channel;

	private final InetSocketAddress address;

	private final Selector selector;

	private final SelectionKey key;

	private final Semaphore wakeUps = new Semaphore(0);

	private volatile boolean refused;

	Listener(ServerSocketChannel channel, InetSocketAddress address) throws IOException {
		this.channel = channel;
		this.address = address;
		channel.configureBlocking(false);
		this.selector = Selector.open();
		this.key = channel.register(this.selector, 0);
	}

	/** One that is let go of before it was bound. */
	static Listener unbound(InetSocketAddress address) throws IOException {
		Listener listener = new Listener(ServerSocketChannel.open(), address);
		listener.deregister();
		listener.channel.close();
		return listener;
	}

	ServerSocketChannel channel() {
		return this.channel;
	}

	@Nullable SocketChannel accept() throws IOException {
		return this.channel.accept();
	}

	/**
	 * Waits for {@link #wakeUp()} and, if wanted, for a connection. A closed gate must
	 * not merely ignore connections: epoll would go on firing for as long as the other
	 * generation has not accepted them. May return without reason.
	 * @param connections whether a connection ends the wait
	 * @throws IOException if the selector fails
	 */
	void await(boolean connections) throws IOException {
		if (this.refused) {
			this.wakeUps.acquireUninterruptibly();
			return;
		}
		try {
			this.key.interestOps(connections ? SelectionKey.OP_ACCEPT : 0);
			this.selector.select();
			this.selector.selectedKeys().clear();
		}
		catch (CancelledKeyException | ClosedSelectorException ex) {
			logger.trace("The listener {} is being closed", this.address);
		}
	}

	void wakeUp() {
		this.wakeUps.release();
		this.selector.wakeup();
	}

	/**
	 * Nobody is woken up by a connection any more. Taking those that wait, and closing,
	 * are then quick.
	 * @throws IOException if the selector fails
	 */
	void deregister() throws IOException {
		// keeps the acceptor out of the selector, which lets in one thread at a time
		this.refused = true;
		this.key.cancel();
		this.selector.wakeup();
		this.selector.selectNow();
	}

	@Override
	public void close() throws IOException {
		// epoll watches the open file description, which lives on in the other
		// generation: deregister before closing our descriptor
		try {
			deregister();
		}
		finally {
			this.channel.close();
			this.selector.close();
			wakeUp();
		}
	}

	@Override
	public SocketAddress getLocalAddress() {
		return this.address;
	}

	@Override
	public boolean isOpen() {
		return this.channel.isOpen();
	}

	@Override
	public NetworkChannel bind(@Nullable SocketAddress local) throws IOException {
		return this.channel.bind(local);
	}

	@Override
	public <T> NetworkChannel setOption(SocketOption<T> name, T value) throws IOException {
		return this.channel.setOption(name, value);
	}

	@Override
	public <T> T getOption(SocketOption<T> name) throws IOException {
		return this.channel.getOption(name);
	}

	@Override
	public Set<SocketOption<?>> supportedOptions() {
		return this.channel.supportedOptions();
	}

}
