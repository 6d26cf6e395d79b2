package io.hotupdate;

import java.util.Locale;

/**
 * What may be asked of the controller.
 */
public enum Verb {

	/** Begin an update. */
	START,
	/** Let the download rest. */
	PAUSE,
	/** Go on with the download. */
	RESUME,
	/** Give the update up, put a failed one away, or have one that waits not begin. */
	CANCEL,
	/** Begin a failed update again with the same request. */
	RETRY,
	/** Give the traffic back to the predecessor; afterwards an update to its release. */
	ROLLBACK,
	/** End the probation early. */
	CONFIRM;

	/**
	 * The verb as it is written in an address.
	 * @return the name in lower case
	 */
	public String id() {
		return name().toLowerCase(Locale.ROOT);
	}

}
