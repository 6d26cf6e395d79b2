package io.hotupdate.supervisor;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Port: whether a restart makes sense now. Asked again and again while it does not.
 */
@FunctionalInterface
interface Gatekeeper {

	/**
	 * What stands in the way.
	 * @return a clause that names it, {@code null} if nothing does
	 */
	@Nullable String hindrance();

	/**
	 * When to ask again.
	 * @param usual when it would be asked
	 * @return when it wants to be asked
	 */
	default Duration again(Duration usual) {
		return usual;
	}

	/**
	 * What it was asked about is over: the instance is ready, or it is not.
	 * @param well whether it was started without another crash, or is to end
	 */
	default void over(boolean well) {
	}

}
