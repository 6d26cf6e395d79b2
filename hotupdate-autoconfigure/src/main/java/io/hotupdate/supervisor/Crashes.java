package io.hotupdate.supervisor;

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
	 * @param management as the generation has told
	 */
	void management(Management management);

	/**
	 * What the application wants of its supervisor.
	 * @param settings as the generation has told
	 */
	void settings(SupervisionSettings settings);

	/**
	 * Decide, and see to it that the instance is started, at once or later or when a
	 * person says so.
	 * @param what what has died
	 * @param failure why it did not start, if that is known
	 * @param instance what to do it with, on any thread
	 */
	void decide(String what, Child.@Nullable Failure failure, Instance instance);

	/**
	 * A person says that it may be started.
	 * @param restart what is to be started
	 */
	void resume(Restart restart);

	/** The instance is to end: nothing is started any more. */
	@Override
	void close();

	/** The instance as the one who decides sees it. */
	interface Instance {

		/**
		 * Start it.
		 * @param restart what
		 */
		void start(Restart restart);

		/**
		 * Nothing is started for now.
		 * @param standstill why
		 */
		void stands(Standstill standstill);

		/** Give up. */
		void end();

	}

	/**
	 * What is started.
	 *
	 * @param version the release, or {@code null} for the one that is current
	 * @param sha256 its digest, if one was named
	 */
	record Restart(@Nullable String version, @Nullable String sha256) {

		static final Restart CURRENT = new Restart(null, null);

	}

}
