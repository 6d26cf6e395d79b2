package io.hotupdate.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.apache.catalina.connector.CoyoteAdapter;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Adapter;
import org.apache.coyote.http11.Http11Processor;
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

	private static final ByteBuffer LAST_CHUNK = ByteBuffer.wrap("\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
		.asReadOnlyBuffer();

	private final Drain drain;

	GatedProcessor(GatedHttp11Protocol protocol, Adapter adapter, Drain drain) {
		super(protocol, adapter);
		this.drain = drain;
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

	boolean isExempt() {
		Object request = this.request.getNote(CoyoteAdapter.ADAPTER_NOTES);
		return request instanceof org.apache.catalina.connector.Request catalina
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
		if (isRequestBodyFullyRead()) {
			// also fetches what has reached the socket but not yet the buffer
			available(true);
			return getLeftoverInput() != null;
		}
		ByteBuffer unread = getLeftoverInput();
		if (unread == null) {
			return false;
		}
		long length = this.request.getContentLengthLong();
		if (length >= 0) {
			return unread.remaining() > length - this.request.getBytesRead();
		}
		return !isLastChunk(unread);
	}

	/**
	 * Whether the rest of a chunked body is only its end, which an application that knows
	 * its format has no need to read. When in doubt the connection is kept: its next
	 * response decides again.
	 * @param unread what is in the input buffer
	 * @return whether nothing follows this body
	 */
	private static boolean isLastChunk(ByteBuffer unread) {
		int start = LAST_CHUNK.limit() - unread.remaining();
		return start >= 0 && LAST_CHUNK.duplicate().position(start).equals(unread);
	}

}
