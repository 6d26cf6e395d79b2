package io.hotupdate.sample;

import org.jspecify.annotations.Nullable;

/**
 * One request of the load client and what became of it. Times are those of
 * {@link System#nanoTime()}.
 *
 * @param kind what was asked for
 * @param intended when the schedule wanted it sent; latency counts from here
 * @param started when a worker took it up
 * @param ended when its answer was complete or it had failed
 * @param outcome how it ended
 * @param status the HTTP status, 0 without an answer
 * @param release the release that answered, {@code null} if none did
 * @param clientPort the client's port of the connection, 0 if none was made
 * @param reused whether it went over a connection that had carried another one before
 * @param idleClose whether the worker found its kept-alive connection closed by the
 * server before it wrote, and sent this request on a new one
 * @param orderId the order that this request made, {@code null} if it made none
 * @param detail the message of the failure
 */
record Exchange(Kind kind, long intended, long started, long ended, Outcome outcome, int status,
		@Nullable String release, int clientPort, boolean reused, boolean idleClose, @Nullable String orderId,
		@Nullable String detail) {

	boolean ok() {
		return this.outcome == Outcome.OK;
	}

	long latency() {
		return this.ended - this.intended;
	}

	/** What a request asks for. */
	enum Kind {

		/** {@code GET /}. */
		GET,

		/** {@code POST /orders}. */
		POST,

		/** {@code GET /slow?ms=2000}. */
		SLOW

	}

}
