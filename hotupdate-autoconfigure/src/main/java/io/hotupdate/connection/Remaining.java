package io.hotupdate.connection;

/**
 * The connections that a drain has left, by what they are used for. The numbers are
 * looked up one after the other: exact only when nothing moves.
 *
 * @param idle kept alive, with no request on them
 * @param inFlight with a request that is being read or answered
 * @param exempt with a request that does not hold up the drain
 */
public record Remaining(long idle, long inFlight, long exempt) {

	static final Remaining NONE = new Remaining(0, 0, 0);

	/**
	 * All connections.
	 * @return the number
	 */
	public long total() {
		return this.idle + this.inFlight + this.exempt;
	}

	/**
	 * The connections that hold up the drain.
	 * @return the number, without the exempt ones
	 */
	public long holding() {
		return this.idle + this.inFlight;
	}

	Remaining plus(Remaining other) {
		return new Remaining(this.idle + other.idle, this.inFlight + other.inFlight, this.exempt + other.exempt);
	}

}
