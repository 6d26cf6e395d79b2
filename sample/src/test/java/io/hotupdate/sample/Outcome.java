package io.hotupdate.sample;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;

/** How a request of the load client ended. */
enum Outcome {

	/** Answered with the status that was expected. */
	OK,

	/** Answered with another status. */
	BAD_STATUS,

	/** Nobody listened. */
	REFUSED,

	/** The server reset the connection before the first byte of an answer. */
	RESET,

	/** The server closed the connection before the first byte of an answer. */
	EOF_BEFORE_RESPONSE,

	/** The connection ended in the middle of the answer. */
	TRUNCATED,

	/** No connection, or no more bytes of an answer, for too long. */
	TIMEOUT,

	/** What came back is not HTTP. */
	GARBLED,

	/** Due, but the load ended while every worker was waiting for an earlier answer. */
	UNSENT;

	/**
	 * Classify a failure.
	 * @param cause what was thrown
	 * @param begun whether a byte of the answer had arrived
	 */
	static Outcome of(IOException cause, boolean begun) {
		if (cause instanceof SocketTimeoutException) {
			return TIMEOUT;
		}
		if (cause instanceof ConnectException) {
			return REFUSED;
		}
		if (cause instanceof GarbledException) {
			return GARBLED;
		}
		if (begun) {
			return TRUNCATED;
		}
		return (cause instanceof EOFException) ? EOF_BEFORE_RESPONSE : RESET;
	}

	/** The server sent something that is not HTTP. */
	static final class GarbledException extends IOException {

		private static final long serialVersionUID = 1L;

		GarbledException(String message) {
			super(message);
		}

	}

}
