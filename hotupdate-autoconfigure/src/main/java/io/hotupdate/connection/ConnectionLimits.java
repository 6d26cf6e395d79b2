package io.hotupdate.connection;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;

import io.hotupdate.connection.Activity.Phase;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges connections. Within a request a client is blamed only while Tomcat's poller
 * waits for it to send or to take something, never while the application is busy.
 */
final class ConnectionLimits {

	private static final Logger logger = LoggerFactory.getLogger(ConnectionLimits.class);

	/** Length of the preface of HTTP/2. */
	private static final int PREFACE = 24;

	/** How long a connection's own thread may take to close it. */
	private static final long CLOSING_NANOS = Duration.ofSeconds(5).toNanos();

	private final LimitCounters counters;

	private final Pace cuts;

	private final LimitSettings settings;

	private final long header;

	private final long idle;

	private final long grace;

	private final long stall;

	ConnectionLimits(LimitSettings settings, LimitCounters counters, Pace cuts) {
		this.counters = counters;
		this.cuts = cuts;
		this.settings = settings;
		this.header = settings.header().toNanos();
		this.idle = settings.idle().toNanos();
		this.grace = settings.rateGrace().toNanos();
		this.stall = settings.writeStall().toNanos();
	}

	void check(GatedEndpoint endpoint, long now) {
		for (SocketWrapperBase<NioChannel> connection : endpoint.openConnections()) {
			NioChannel channel = connection.getSocket();
			Activity activity = (channel instanceof Tracked tracked) ? tracked.activity() : null;
			// the channel may belong to a later connection by now
			if (activity != null && activity.connection() == connection) {
				check(endpoint, channel, activity, now);
			}
		}
	}

	private void check(GatedEndpoint endpoint, NioChannel channel, Activity activity, long now) {
		long state = activity.state();
		Observation seen = activity.observation();
		seen.visit(activity, state, now);
		switch (Activity.phase(state)) {
			case HEADER -> checkHeader(endpoint, channel, activity, now);
			case IDLE -> {
				if (isOver(this.idle, seen.inPhase(now)) && activity.end(state, Phase.EXPIRED, LimitKind.IDLE)) {
					this.counters.add(LimitKind.IDLE);
					this.cuts.add(() -> endpoint.processSocket(activity.connection(), SocketEvent.OPEN_READ, true));
				}
			}
			case EXCHANGE -> checkExchange(channel, activity, state, now);
			case UPGRADED -> checkStall(activity, state, now);
			case EXPIRED, BROKEN -> {
				if (seen.inPhase(now) >= CLOSING_NANOS) {
					seen.forgive(now);
					cut(endpoint, activity);
				}
			}
		}
	}

	private void checkHeader(GatedEndpoint endpoint, NioChannel channel, Activity activity, long now) {
		NioSocketWrapper connection = activity.connection();
		long state = activity.state();
		boolean http2 = "h2".equals(connection.getNegotiatedProtocol());
		long bytes = activity.bytesRead();
		if (http2 && bytes >= PREFACE) {
			checkStall(activity, state, now);
			return;
		}
		long waited = activity.observation().inPhase(now);
		if (!isOver(this.header, waited) && !isOver(this.settings.others().read().toNanos(), waited)) {
			return;
		}
		boolean plain = channel.isHandshakeComplete() && !http2;
		Phase end = (plain && bytes == 0) ? Phase.EXPIRED : Phase.BROKEN;
		if (activity.end(state, end, LimitKind.HEADER)) {
			this.counters.add(LimitKind.HEADER);
			if (plain) {
				this.cuts.add(() -> endpoint.processSocket(connection, SocketEvent.OPEN_READ, true));
			}
			else {
				cut(endpoint, activity);
			}
		}
	}

	private void checkExchange(NioChannel channel, Activity activity, long state, long now) {
		Observation seen = activity.observation();
		Bounds own = activity.bounds();
		Bounds bounds = (own != null) ? own : this.settings.others();
		boolean reading = activity.connection().interestOpsHas(SelectionKey.OP_READ);
		boolean writing = activity.connection().interestOpsHas(SelectionKey.OP_WRITE);
		if (writing) {
			seen.responds(now);
		}
		LimitKind kind = null;
		if (bounds.requestRate() > 0
				&& seen.requestLag(reading, bounds.requestRate(), this.grace) >= Math.max(this.grace, 1)) {
			kind = LimitKind.REQUEST_RATE;
		}
		if (bounds.responseRate() > 0 && seen.responseLag(writing, bounds.responseRate()) >= Math.max(this.grace, 1)) {
			kind = LimitKind.RESPONSE_RATE;
		}
		if (reading && isOver(bounds.read().toNanos(), seen.inRequest(now))) {
			kind = LimitKind.READ;
		}
		if (writing && isOver(bounds.write().toNanos(), seen.inResponse(now))) {
			kind = LimitKind.WRITE;
		}
		if (kind != null && isUnlimited(channel)) {
			seen.forgive(now);
			kind = null;
		}
		if (kind != null) {
			fail(activity, state, kind);
		}
		else {
			checkStall(activity, state, now);
		}
	}

	private void checkStall(Activity activity, long state, long now) {
		Observation seen = activity.observation();
		if (!activity.connection().interestOpsHas(SelectionKey.OP_WRITE)) {
			seen.notWriting(now);
		}
		else if (isOver(this.stall, seen.stalled(now))) {
			fail(activity, state, LimitKind.WRITE_STALL);
		}
	}

	private static boolean isOver(long bound, long nanos) {
		return bound > 0 && nanos >= bound;
	}

	private static boolean isUnlimited(NioChannel channel) {
		@Nullable GatedProcessor serving = (channel instanceof Tracked tracked) ? tracked.serving().get() : null;
		return serving != null && serving.isUnlimited();
	}

	/**
	 * Ends a request under its thread. A thread that waits in Tomcat is not reached by
	 * closing the socket; when one direction is shut down the poller finds it ready and
	 * wakes the thread, which then meets the exception of our channel.
	 */
	private void fail(Activity activity, long state, LimitKind kind) {
		if (!activity.end(state, Phase.BROKEN, kind)) {
			return;
		}
		this.counters.add(kind);
		SocketChannel socket = activity.socket();
		try {
			if (kind.isOfResponse()) {
				// what the client does not take is not to be kept for it after the close
				socket.setOption(StandardSocketOptions.SO_LINGER, 0);
				socket.shutdownOutput();
			}
			else {
				socket.shutdownInput();
			}
		}
		catch (ClosedChannelException ex) {
			logger.trace("The connection was closed meanwhile");
		}
		catch (IOException ex) {
			logger.debug("The connection failed meanwhile", ex);
		}
	}

	/** The last resort, by which no answer is given. */
	private static void cut(GatedEndpoint endpoint, Activity activity) {
		try {
			activity.socket().close();
		}
		catch (IOException ex) {
			logger.debug("The connection failed meanwhile", ex);
		}
		finally {
			endpoint.processSocket(activity.connection(), SocketEvent.ERROR, true);
		}
	}

}
