package io.hotupdate.cluster;

/**
 * A lock that was taken. Closing it gives it back, if it is still held: it never takes it
 * from another holder.
 */
public interface HeldLock extends AutoCloseable {

	/**
	 * Name of the lock.
	 * @return the name
	 */
	String name();

	/**
	 * The fencing number: higher than that of every holder before.
	 * @return the number
	 */
	long fence();

	/**
	 * Whether it is certainly held: neither has the lease ended by the clock of this
	 * process, nor has Redis said that it is another's. After a while in which this
	 * process was stopped the answer is right at once.
	 * @return {@code false} once it is lost or closed, for ever
	 */
	boolean isHeld();

	/**
	 * Have the lease begin anew.
	 * @return whether it does; {@code false} if the lock is lost, or Redis does not
	 * answer
	 */
	boolean renew();

	/**
	 * Be told when it is lost: at the end of a lease that could not be renewed, or when
	 * Redis has given it to another or has forgotten it. Not when it is closed.
	 * @param lost called once, on a thread that must not be held up; at once if it is
	 * lost already
	 */
	void onLost(Runnable lost);

	@Override
	void close();

}
