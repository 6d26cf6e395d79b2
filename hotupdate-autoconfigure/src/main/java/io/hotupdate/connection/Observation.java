package io.hotupdate.connection;

import io.hotupdate.connection.Activity.Phase;

/**
 * What the sweeper has seen of one connection. Times are those of its visits, so that a
 * request costs no look at the clock.
 */
final class Observation {

	private long state = -1;

	private long since;

	private long requestSince;

	private long visit;

	private long bytesRead;

	private long bytesWritten;

	private long progress;

	private long responseSince;

	private boolean responding;

	private final Lag requestLag = new Lag();

	private final Lag responseLag = new Lag();

	private long elapsed;

	private long newlyRead;

	private long newlyWritten;

	void visit(Activity activity, long seen, long now) {
		long read = activity.bytesRead();
		long written = activity.bytesWritten();
		if (this.state != seen) {
			begin(seen, now);
			// what was counted before may be of the request before
			this.bytesRead = read;
			this.bytesWritten = written;
		}
		this.elapsed = now - this.visit;
		this.newlyRead = read - this.bytesRead;
		this.newlyWritten = written - this.bytesWritten;
		if (this.newlyWritten > 0) {
			this.progress = now;
		}
		if (this.newlyWritten > 0) {
			responds(now);
		}
		this.visit = now;
		this.bytesRead = read;
		this.bytesWritten = written;
	}

	private void begin(long seen, long now) {
		boolean continues = this.state >= 0 && Activity.phase(this.state) == Phase.HEADER
				&& Activity.phase(seen) == Phase.EXCHANGE && Activity.isNext(this.state, seen);
		if (!continues) {
			this.requestSince = now;
		}
		this.state = seen;
		this.since = now;
		this.visit = now;
		this.progress = now;
		this.responding = false;
		this.requestLag.reset();
		this.responseLag.reset();
	}

	/** Marks that the response has begun. */
	void responds(long now) {
		if (!this.responding) {
			this.responding = true;
			this.responseSince = now;
		}
	}

	/** How long it has been in its phase. */
	long inPhase(long now) {
		return now - this.since;
	}

	/** How long ago its request began. */
	long inRequest(long now) {
		return now - this.requestSince;
	}

	/** How long ago its response began; 0 before. */
	long inResponse(long now) {
		return this.responding ? now - this.responseSince : 0;
	}

	/** Marks that nothing waits to be written. */
	void notWriting(long now) {
		this.progress = now;
	}

	/** How long none of what waits was written. */
	long stalled(long now) {
		return now - this.progress;
	}

	/** How far the body is behind its rate, in nanoseconds. */
	long requestLag(boolean waiting, long rate, long grace) {
		return this.requestLag.update(waiting ? this.elapsed : 0, this.newlyRead, rate, grace);
	}

	/** How far the response is behind its rate, in nanoseconds. */
	long responseLag(boolean waiting, long rate) {
		// the kernel takes much at once, and nothing for long after it
		return this.responseLag.update(waiting ? this.elapsed : 0, this.newlyWritten, rate, Long.MAX_VALUE / 4);
	}

	/** Starts the phase anew: what is exempt is not looked at on each visit. */
	void forgive(long now) {
		this.requestLag.reset();
		this.responseLag.reset();
		this.responding = false;
		this.requestSince = now;
		this.since = now;
	}

}
