package io.hotupdate.cluster;

import org.jspecify.annotations.Nullable;

/**
 * Redis, or the majority of several, does not say whether a lock could be had. It is not
 * held; what a Redis has given that could not be asked again ends with the lease.
 */
public final class LockUnavailableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String lock;

	LockUnavailableException(String lock, String why, @Nullable Throwable cause) {
		super("The lock '" + lock + "' cannot be asked for: " + why + "; perhaps you should look at Redis", cause);
		this.lock = lock;
	}

	/**
	 * Which lock.
	 * @return its name
	 */
	public String lock() {
		return this.lock;
	}

}
