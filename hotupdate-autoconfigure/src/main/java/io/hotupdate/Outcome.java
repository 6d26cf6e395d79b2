package io.hotupdate;

/**
 * How an update ended.
 */
public enum Outcome {

	/** The new release serves and is {@code current}. */
	SUCCEEDED,
	/**
	 * It failed before the switch: the predecessor went on as if nothing had happened.
	 */
	FAILED,
	/** The new release served and the predecessor took the traffic back. */
	TAKEN_BACK,
	/** A person gave it up. */
	CANCELLED,
	/** The process died in the middle of it; found at the next start. */
	INTERRUPTED

}
