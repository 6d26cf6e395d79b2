package io.hotupdate;

/**
 * A bean of the application that prepares a successor before it takes traffic: fills a
 * cache, opens connections. Each is run once, after the start and before the requests of
 * the warm-up; one that fails is logged and does not end the update.
 */
@FunctionalInterface
public interface WarmUpTask {

	/**
	 * Prepare for traffic.
	 * @throws Exception if it fails
	 */
	void warmUp() throws Exception;

}
