package io.hotupdate.connection;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;

import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.jspecify.annotations.Nullable;

/**
 * What goes on on one connection. Its threads only count bytes and change the phase; time
 * is seen by the sweeper, which alone breaks a connection. There is a new one for each
 * connection, since Tomcat reuses channels.
 */
final class Activity {

	enum Phase {

		/** The header, or the handshake before it, is awaited. */
		HEADER,

		/** Kept alive, nothing sent. */
		IDLE,

		/** A request is being read or answered. */
		EXCHANGE,

		/** Another protocol has it. */
		UPGRADED,

		/** To be closed unless a request has come meanwhile. */
		EXPIRED,

		/** To be closed, for good. */
		BROKEN;

		private static final Phase[] ALL = values();

	}

	private static final VarHandle STATE;

	private static final VarHandle BYTES_READ;

	private static final VarHandle BYTES_WRITTEN;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			STATE = lookup.findVarHandle(Activity.class, "state", long.class);
			BYTES_READ = lookup.findVarHandle(Activity.class, "bytesRead", long.class);
			BYTES_WRITTEN = lookup.findVarHandle(Activity.class, "bytesWritten", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private static final int PHASE_BITS = 3;

	private final SocketChannel socket;

	private final NioSocketWrapper connection;

	private final Observation observation = new Observation();

	/** The phase, and above it a number that is another one after each change. */
	private volatile long state;

	@SuppressWarnings("UnusedVariable") // by its handle
	private long bytesRead;

	@SuppressWarnings("UnusedVariable") // by its handle
	private long bytesWritten;

	private volatile @Nullable Bounds bounds;

	private volatile @Nullable LimitKind broken;

	private volatile boolean readFailed;

	Activity(SocketChannel socket, NioSocketWrapper connection) {
		this.socket = socket;
		this.connection = connection;
	}

	SocketChannel socket() {
		return this.socket;
	}

	NioSocketWrapper connection() {
		return this.connection;
	}

	/** Of the sweeper's thread only. */
	Observation observation() {
		return this.observation;
	}

	long state() {
		return this.state;
	}

	static Phase phase(long state) {
		return Phase.ALL[(int) (state & ((1 << PHASE_BITS) - 1))];
	}

	static boolean isNext(long state, long later) {
		return (later >>> PHASE_BITS) - (state >>> PHASE_BITS) == 1;
	}

	Phase phase() {
		return phase(this.state);
	}

	/**
	 * Enters a phase.
	 * @param next the phase
	 * @return {@code false} if the connection is broken and stays so
	 */
	boolean enter(Phase next) {
		while (true) {
			long current = this.state;
			if (phase(current) == Phase.BROKEN) {
				return false;
			}
			if (STATE.compareAndSet(this, current, after(current, next))) {
				return true;
			}
		}
	}

	/**
	 * Enters a final phase unless anything has happened meanwhile.
	 */
	boolean end(long seen, Phase end, LimitKind kind) {
		this.broken = kind;
		return STATE.compareAndSet(this, seen, after(seen, end));
	}

	private static long after(long state, Phase next) {
		return (((state >>> PHASE_BITS) + 1) << PHASE_BITS) | next.ordinal();
	}

	/** By what it is broken or expired; of no meaning in other phases. */
	@Nullable LimitKind broken() {
		return this.broken;
	}

	@Nullable Bounds bounds() {
		return this.bounds;
	}

	void setBounds(Bounds bounds) {
		this.bounds = bounds;
	}

	long bytesRead() {
		return (long) BYTES_READ.getOpaque(this);
	}

	long bytesWritten() {
		return (long) BYTES_WRITTEN.getOpaque(this);
	}

	void beforeRead() throws IOException {
		if (phase() == Phase.BROKEN) {
			this.readFailed = true;
			throw new SocketTimeoutException("The client was too slow: " + this.broken);
		}
	}

	long afterRead(long count) throws IOException {
		if (count > 0) {
			BYTES_READ.setOpaque(this, (long) BYTES_READ.get(this) + count);
		}
		else if (count < 0) {
			beforeRead();
		}
		return count;
	}

	/** Whether a thread has met the broken bound when it wanted to read. */
	boolean hasReadFailed() {
		return this.readFailed;
	}

	void beforeWrite() throws IOException {
		if (phase() == Phase.BROKEN) {
			LimitKind kind = this.broken;
			if (kind != null && kind.isOfResponse()) {
				throw new IOException("The client was too slow: " + kind);
			}
		}
	}

	long afterWrite(long count) {
		if (count > 0) {
			BYTES_WRITTEN.setOpaque(this, (long) BYTES_WRITTEN.get(this) + count);
		}
		return count;
	}

	/**
	 * The JDK leaves a closed socket to the selector that watches it, whose thread would
	 * look up to a second later.
	 */
	void closed() {
		if (phase() == Phase.BROKEN) {
			this.connection.getPoller().getSelector().wakeup();
		}
	}

}
