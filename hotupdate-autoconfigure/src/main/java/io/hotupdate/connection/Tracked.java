package io.hotupdate.connection;

import java.util.concurrent.atomic.AtomicReference;

/**
 * A connection that knows which processor is busy on it. Tomcat reuses channels for later
 * connections, so a processor takes itself out only if it is still the one.
 */
interface Tracked {

	AtomicReference<GatedProcessor> serving();

}
