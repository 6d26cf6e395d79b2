package io.hotupdate;

import org.jspecify.annotations.Nullable;

/**
 * A refused request or a failed update: a fixed {@link Reason} and a message that says
 * what went wrong and what to do.
 */
public class UpdateException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final Reason reason;

	/**
	 * Create an exception.
	 * @param reason the fixed code
	 * @param message what went wrong, and what to do
	 */
	public UpdateException(Reason reason, String message) {
		this(reason, message, null);
	}

	/**
	 * Create an exception with its cause.
	 * @param reason the fixed code
	 * @param message what went wrong, and what to do
	 * @param cause what it comes from
	 */
	public UpdateException(Reason reason, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.reason = reason;
	}

	/**
	 * The fixed code.
	 * @return the reason
	 */
	public Reason reason() {
		return this.reason;
	}

}
