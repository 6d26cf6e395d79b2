package io.hotupdate.actuate;

import java.time.Duration;
import java.util.concurrent.Semaphore;

import io.hotupdate.Reason;
import io.hotupdate.UpdateException;

/**
 * The requests whose answers are held: 8 at most, and each is marked so that it does not
 * hold up the drain that it waits for.
 */
public final class WaitingRequests {

	private static final int MAXIMUM = 8;

	private final Semaphore places = new Semaphore(MAXIMUM);

	private final String attribute;

	/**
	 * Create the requests.
	 * @param attribute the name of the servlet request attribute, {@link Boolean#TRUE}
	 * while the request waits, by which the drain tells such a request from others
	 */
	public WaitingRequests(String attribute) {
		this.attribute = attribute;
	}

	/**
	 * Take a place. It is taken before anything is started, so that a refusal has changed
	 * nothing.
	 */
	Place enter(Call call, Duration time) {
		if (time.isZero()) {
			return () -> {
			};
		}
		if (!this.places.tryAcquire()) {
			throw new UpdateException(Reason.TOO_MANY_WAITING, MAXIMUM + " requests are waiting already, and nothing"
					+ " was started; perhaps you should ask without wait, and poll");
		}
		call.attribute(this.attribute, true);
		return () -> {
			call.attribute(this.attribute, null);
			this.places.release();
		};
	}

	/** A place among those that wait; closing it gives it back. */
	interface Place extends AutoCloseable {

		@Override
		void close();

	}

}
