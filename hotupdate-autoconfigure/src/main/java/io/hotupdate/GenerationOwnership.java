package io.hotupdate;

/**
 * Says whether this generation is the owner: the one that runs the application's
 * background work. A bean of every application, also where live updates are not
 * available; then it always is. While an update switches from one generation to the other
 * none is, never are two.
 */
public interface GenerationOwnership {

	/**
	 * Whether this generation is the owner. The answer may be outdated at once, except in
	 * work that {@link #runWhenOwner} or a scheduler runs, under which ownership is not
	 * given up.
	 * @return {@code true} if so
	 */
	boolean isOwner();

	/**
	 * Run work if this generation is the owner, else do nothing. Ownership is not given
	 * up before the work has ended, unless it takes longer than
	 * {@code hotupdate.background.stop-timeout} (5 s by default) from then on; a warning
	 * says so. Exceptions of the work reach the caller.
	 * @param work what to run, in this thread
	 * @return whether it was run
	 */
	boolean runWhenOwner(Runnable work);

}
