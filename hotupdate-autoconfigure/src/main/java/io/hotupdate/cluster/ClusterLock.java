package io.hotupdate.cluster;

import java.time.Duration;
import java.util.Optional;

/**
 * Locks that the instances of a group, and whoever else uses the same Redis, take from
 * each other: for what only one of them may do at a time.
 * <p>
 * A lock is a lease. A holder that is stopped for longer than its lease, or cut off from
 * Redis, loses it while it may still be at work. So whatever must never be done by two
 * needs the {@linkplain HeldLock#fence() fencing number} to be checked where it is done:
 * a file, a table, another service refuses a number that is lower than one that it has
 * seen. Without that a lock saves work, and guarantees nothing.
 */
public interface ClusterLock {

	/**
	 * Take a lock if nobody has it, and have it renewed until it is closed.
	 * @param name name of the lock, of at most 200 characters without braces
	 * @param lease for how long it is held if the holder dies; from 100 ms to one day
	 * @return the lock, empty if somebody else has it
	 * @throws LockUnavailableException if Redis, or the majority of several, does not
	 * answer
	 */
	default Optional<HeldLock> acquire(String name, Duration lease) {
		return acquire(name, lease, true);
	}

	/**
	 * Take a lock if nobody has it. It cannot be taken twice, by the same thread neither.
	 * @param name name of the lock, of at most 200 characters without braces
	 * @param lease for how long it is held; from 100 ms to one day
	 * @param renewed whether it is renewed every third of the lease until it is closed;
	 * otherwise {@link HeldLock#renew()} does it
	 * @return the lock, empty if somebody else has it
	 * @throws LockUnavailableException if Redis, or the majority of several, does not
	 * answer
	 */
	Optional<HeldLock> acquire(String name, Duration lease, boolean renewed);

}
