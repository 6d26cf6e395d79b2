package io.hotupdate.supervisor;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Port: what is to happen when no generation is left. Used on the supervisor's thread.
 */
interface Crashes extends AutoCloseable {

	/** An application has become ready. */
	void ready();

	/**
	 * How often the instance was restarted.
	 * @return the number
	 */
	int total();

	/**
	 * What answers for the instance while nothing is started.
	 * @param fields as the generation has told them
	 */
	void management(List<String> fields);

	/**
	 * Decide, and see to it that the instance is started, at once or later or when a
	 * person says so.
	 * @param child the last generation, if there was one
	 * @param failure why it did not start, if it has told
	 * @param code its exit code
	 * @param restart starts it, on any thread
	 */
	void decide(@Nullable Child child, Child.@Nullable Failure failure, int code, Runnable restart);

	/** The instance is to end: nothing is started any more. */
	@Override
	void close();

}
