package io.hotupdate.connection;

import java.util.Locale;

/**
 * What an open connection is used for at this moment. The names are fixed, for logs, the
 * snapshot and metrics.
 */
public enum Kind {

	/** Kept alive, with no request on it; HTTP/2 without an open stream too. */
	IDLE,

	/** An HTTP/1.1 request that is being read or answered, asynchronous ones too. */
	REQUEST,

	/** A stream of server-sent events over HTTP/1.1. */
	SSE,

	/** HTTP/2 with open streams. */
	HTTP2,

	/** A WebSocket session. */
	WEBSOCKET,

	/** Another protocol that was upgraded to. */
	UPGRADE,

	/** A request that does not hold up the drain. */
	EXEMPT;

	private final String id = name().toLowerCase(Locale.ROOT);

	/**
	 * The name in logs, the snapshot and metrics.
	 * @return the name in lower case
	 */
	public String id() {
		return this.id;
	}

}
