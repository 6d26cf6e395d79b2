package io.hotupdate.connection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import org.apache.coyote.Processor;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.apache.tomcat.websocket.Constants;
import org.apache.tomcat.websocket.WsSession;
import org.apache.tomcat.websocket.server.WsHttpUpgradeHandler;

/**
 * Closes a WebSocket session as the application could do it. At Tomcat, and not at
 * Spring, so that endpoints of the container are reached too. Used only where there is a
 * WebSocket connection: Tomcat's WebSocket library may be absent.
 */
final class WebSocketClose {

	private static final VarHandle SESSION;

	/**
	 * Tomcat allows 50 ms, which would cut a message that is being sent to a slow client.
	 */
	private static final long SEND_TIMEOUT_MILLIS = Duration.ofSeconds(20).toMillis();

	static {
		try {
			SESSION = MethodHandles.privateLookupIn(WsHttpUpgradeHandler.class, MethodHandles.lookup())
				.findVarHandle(WsHttpUpgradeHandler.class, "wsSession", WsSession.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private WebSocketClose() {
	}

	/**
	 * Fails with a {@link LinkageError} if this Tomcat lacks one of the members.
	 */
	static void verify() {
		// the static initializer has done it
	}

	/**
	 * Closes the session between two messages: Tomcat holds the lock of a connection
	 * while the application takes one, and an answer to it could not be sent behind the
	 * close.
	 */
	static void restart(SocketWrapperBase<?> connection, Processor processor) {
		connection.getLock().lock();
		try {
			restart(processor);
		}
		finally {
			connection.getLock().unlock();
		}
	}

	private static void restart(Processor processor) {
		WsSession session = (WsSession) SESSION.getVolatile(processor.getUpgradeToken().httpUpgradeHandler());
		if (!session.isOpen()) {
			return;
		}
		session.getUserProperties().put(Constants.ABNORMAL_SESSION_CLOSE_SEND_TIMEOUT_PROPERTY, SEND_TIMEOUT_MILLIS);
		try {
			session.close(new CloseReason(CloseCodes.SERVICE_RESTART, ""));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
