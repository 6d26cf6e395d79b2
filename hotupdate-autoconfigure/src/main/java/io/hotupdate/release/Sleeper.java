package io.hotupdate.release;

import java.time.Duration;

/**
 * Lets time pass, so that tests need not.
 */
@FunctionalInterface
interface Sleeper {

	void sleep(Duration duration) throws InterruptedException;

}
