package io.hotupdate.supervisor;

/**
 * Port: signals to the supervisor.
 */
@FunctionalInterface
interface SignalSource {

	/**
	 * Run an action when a signal comes. One that this process was started to ignore
	 * stays ignored.
	 * @param name its name without {@code SIG}
	 * @param action the action
	 */
	void take(String name, Runnable action);

}
