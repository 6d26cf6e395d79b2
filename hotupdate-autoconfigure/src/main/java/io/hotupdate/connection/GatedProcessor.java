package io.hotupdate.connection;

import java.io.IOException;
import java.nio.ByteBuffer;

import org.apache.catalina.connector.CoyoteAdapter;
import org.apache.catalina.connector.Request;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Adapter;
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

	private static final String EVENT_STREAM = "text/event-stream";

	private final Drain drain;

	private final InputFilter[] inputFilters;

	GatedProcessor(GatedHttp11Protocol protocol, Adapter adapter, Drain drain) {
		super(protocol, adapter);
		this.drain = drain;
		this.inputFilters = TomcatInternals.inputFilters(this.request);
		TomcatInternals.setHook(this.response, this::beforeAction);
	}

	@Override
	public SocketState process(SocketWrapperBase<?> wrapper, SocketEvent event) throws IOException {
		if (!(wrapper.getSocket() instanceof Tracked connection)) {
			return super.process(wrapper, event);
		}
		connection.serving().set(this);
		SocketState state = SocketState.CLOSED;
		try {
			state = super.process(wrapper, event);
			return state;
		}
		finally {
			if (!isUnderWay(state)) {
				connection.serving().compareAndSet(this, null);
			}
		}
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
		if (this.drain.isActive() && commits(code) && !this.response.isCommitted()) {
			beforeCommit();
		}
		action(code, param);
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
