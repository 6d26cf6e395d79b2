package io.hotupdate.connection;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * A connection that knows which processor is busy on it, and, with limits on, what goes
 * on on it. Tomcat reuses channels for later connections, so a processor takes itself out
 * only if it is still the one.
 */
interface Tracked {

	AtomicReference<GatedProcessor> serving();

	/**
	 * What goes on on the connection.
	 * @return the activity, or {@code null} if limits are off
	 */
	@Nullable Activity activity();

}
