package io.hotupdate.handover;

/**
 * This process was to take over from the one that serves, and may not. It cannot go on:
 * the other one has the port and the store.
 */
public final class TakeoverRefusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param message what is in the way and what to do
	 */
	public TakeoverRefusedException(String message) {
		super(message);
	}

	/**
	 * Create the exception.
	 * @param message what is in the way and what to do
	 * @param cause the cause
	 */
	public TakeoverRefusedException(String message, Throwable cause) {
		super(message, cause);
	}

}
