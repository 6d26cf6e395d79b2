package io.hotupdate.cluster;

import java.time.Duration;
import java.util.Optional;

/**
 * Serial access to a shared resource, in the order of coming, for all instances of a
 * group. What is said of leases and fencing numbers at {@link ClusterLock} is true of the
 * turns too.
 */
public interface ClusterQueue {

	/**
	 * Wait until it is one's turn.
	 * @param resource name of the resource, of at most 200 characters without braces
	 * @param lease after how long of not being heard of one that waits or has its turn is
	 * passed over; from 100 ms to one day
	 * @param patience how long to wait
	 * @return the turn, which is renewed until it is closed; empty if it has not come in
	 * time, or the place was lost because Redis has forgotten it
	 * @throws InterruptedException if the thread is interrupted; the place is given up
	 * @throws LockUnavailableException if Redis does not answer for as long as a lease
	 */
	Optional<HeldLock> enter(String resource, Duration lease, Duration patience) throws InterruptedException;

}
