package io.hotupdate.connection;

import java.io.IOException;
import java.nio.ByteBuffer;

import io.hotupdate.connection.Activity.Phase;
import org.apache.catalina.connector.CoyoteAdapter;
import org.apache.catalina.connector.Request;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Adapter;
import org.apache.coyote.ErrorState;
import org.apache.coyote.http11.Http11Processor;
import org.apache.coyote.http11.InputFilter;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's HTTP/1.1 processor that decides at the last moment, when a response commits,
 * whether the connection ends with it. Keep-alive is over if the drain is on and the
 * client has sent nothing further: what it has pipelined is answered first.
 */
final class GatedProcessor extends Http11Processor {

	private static final int REQUEST_TIMEOUT = 408;

	private static final String EVENT_STREAM = "text/event-stream";

	private final Drain drain;

	private final InputFilter[] inputFilters;

	private final Adapter adapter;

	private @Nullable Activity activity;

	GatedProcessor(GatedHttp11Protocol protocol, Adapter adapter, Drain drain, @Nullable Limits limits) {
		super(protocol, adapter);
		this.drain = drain;
		this.adapter = (limits != null) ? new LimitedAdapter(adapter, limits, this) : adapter;
		this.inputFilters = TomcatInternals.inputFilters(this.request);
		TomcatInternals.setHook(this.response, this::beforeAction);
	}

	@Override
	public Adapter getAdapter() {
		// asked for by the constructor of the superclass only when it is there
		return this.adapter;
	}

	@Nullable Activity activity() {
		return this.activity;
	}

	@Override
	public SocketState process(SocketWrapperBase<?> wrapper, SocketEvent event) throws IOException {
		if (!(wrapper.getSocket() instanceof Tracked connection)) {
			return super.process(wrapper, event);
		}
		connection.serving().set(this);
		SocketState state = SocketState.CLOSED;
		try {
			Activity activity = connection.activity();
			this.activity = activity;
			state = (activity != null) ? process(wrapper, event, activity) : super.process(wrapper, event);
			return state;
		}
		finally {
			if (!isUnderWay(state)) {
				connection.serving().compareAndSet(this, null);
			}
		}
	}

	private SocketState process(SocketWrapperBase<?> wrapper, SocketEvent event, Activity activity) throws IOException {
		Phase before = activity.phase();
		if (event == SocketEvent.OPEN_READ && before == Phase.BROKEN && activity.broken() == LimitKind.HEADER) {
			return refuse(wrapper);
		}
		long read = activity.bytesRead();
		if (before == Phase.IDLE || before == Phase.EXPIRED) {
			activity.enter(Phase.HEADER);
		}
		SocketState after = super.process(wrapper, event);
		boolean entered = switch (after) {
			case OPEN -> activity.enter(Phase.IDLE);
			case UPGRADING, UPGRADED -> activity.enter(Phase.UPGRADED);
			case LONG -> isAsync() || activity.phase() == Phase.HEADER || activity.enter(Phase.HEADER);
			default -> true;
		};
		if (after == SocketState.OPEN && before == Phase.EXPIRED && activity.bytesRead() == read) {
			return SocketState.CLOSED;
		}
		if (!entered && after == SocketState.LONG && activity.broken() == LimitKind.HEADER) {
			return refuse(wrapper);
		}
		if (after == SocketState.OPEN) {
			// Tomcat's timeout would race ours
			wrapper.setReadTimeout(-1);
		}
		return entered ? after : SocketState.CLOSED;
	}

	/**
	 * Answers what has not come in time, on a thread of Tomcat's that has the connection
	 * to itself.
	 */
	private SocketState refuse(SocketWrapperBase<?> wrapper) {
		setSocketWrapper(wrapper);
		timeOut();
		action(ActionCode.CLOSE, null);
		this.adapter.log(this.request, this.response, 0);
		return SocketState.CLOSED;
	}

	/** The next response says that the request has timed out, and ends the connection. */
	void timeOut() {
		this.response.setStatus(REQUEST_TIMEOUT);
		setErrorState(ErrorState.CLOSE_CLEAN, null);
	}

	/**
	 * Whether rates and absolute bounds are not for this request: one that waits for the
	 * update, and server-sent events. Asked for from other threads.
	 */
	boolean isUnlimited() {
		return kind() != Kind.REQUEST;
	}

	private static boolean isUnderWay(SocketState state) {
		return state == SocketState.LONG || state == SocketState.SENDFILE || state == SocketState.SUSPENDED;
	}

	/**
	 * What the request is; asked for from other threads, so that it may be outdated.
	 */
	Kind kind() {
		if (isExempt(this.request)) {
			return Kind.EXEMPT;
		}
		String contentType = this.response.getContentType();
		return (contentType != null && contentType.startsWith(EVENT_STREAM)) ? Kind.SSE : Kind.REQUEST;
	}

	static boolean isExempt(org.apache.coyote.Request request) {
		return request.getNote(CoyoteAdapter.ADAPTER_NOTES) instanceof Request catalina
				&& catalina.getAttribute(Drain.EXEMPT_ATTRIBUTE) != null;
	}

	private void beforeAction(ActionCode code, @Nullable Object param) {
		if (commits(code) && !this.response.isCommitted()) {
			Activity activity = this.activity;
			if (activity != null && activity.phase() == Phase.BROKEN) {
				beforeLast(activity);
			}
			else if (this.drain.isActive()) {
				beforeCommit();
			}
		}
		action(code, param);
	}

	/**
	 * Whatever the application or Tomcat make of a body that has not come, the answer is
	 * that it has not.
	 */
	private void beforeLast(Activity activity) {
		TomcatInternals.endKeepAlive(this);
		if (activity.hasReadFailed() && this.response.getStatus() >= 200) {
			this.response.getMimeHeaders().recycle();
			this.response.setContentType(null);
			this.response.setContentLength(0);
			this.response.setStatus(REQUEST_TIMEOUT);
		}
	}

	private static boolean commits(ActionCode code) {
		return code == ActionCode.COMMIT || code == ActionCode.CLOSE || code == ActionCode.CLIENT_FLUSH;
	}

	private void beforeCommit() {
		boolean interim = this.response.getStatus() < 200;
		if (!interim && !hasFurtherInput()) {
			TomcatInternals.endKeepAlive(this);
		}
	}

	private boolean hasFurtherInput() {
		long length = this.request.getContentLengthLong();
		if (!isRequestBodyFullyRead()) {
			// behind an unread chunked body nothing can be seen, and nobody pipelines
			// there
			return length >= 0 && unreadInput() > length - this.request.getBytesRead();
		}
		if (available(false) > 0 || unreadInput() > 0 || TomcatInternals.readBeyondBody(this.inputFilters) > 0) {
			return true;
		}
		if (length <= 0 && this.request.getBytesRead() == 0) {
			// fetches what has reached the socket; with a body it would overwrite what
			// the application may still be reading
			available(true);
		}
		return unreadInput() > 0;
	}

	private int unreadInput() {
		ByteBuffer unread = getLeftoverInput();
		return (unread != null) ? unread.remaining() : 0;
	}

}
