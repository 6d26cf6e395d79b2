package io.hotupdate.connection;

import java.util.Locale;

/**
 * The bound that a client has broken. The names are fixed, for logs and metrics.
 */
public enum LimitKind {

	/** The header was not complete in time; with TLS the handshake counts too. */
	HEADER,

	/** Nothing was asked for on a kept-alive connection. */
	IDLE,

	/** The body came slower than the floor. */
	REQUEST_RATE,

	/** The response was taken slower than the floor. */
	RESPONSE_RATE,

	/** None of the response was taken. */
	WRITE_STALL,

	/** The whole request was not there in time. */
	READ,

	/** The whole response was not taken in time. */
	WRITE,

	/** The connection was one too many. */
	MAX_CONNECTIONS;

	private final String id = name().toLowerCase(Locale.ROOT).replace('_', '-');

	/**
	 * The name in logs and metrics.
	 * @return the name in lower case, such as {@code request-rate}
	 */
	public String id() {
		return this.id;
	}

	boolean isOfResponse() {
		return this == RESPONSE_RATE || this == WRITE_STALL || this == WRITE;
	}

}
