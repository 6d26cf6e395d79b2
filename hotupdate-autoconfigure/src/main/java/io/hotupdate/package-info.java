/**
 * The ground every other package stands on: the controller, its states, the types it
 * shows and the ports it drives. It knows no web server, no Redis and no HTTP.
 */
@NullMarked
package io.hotupdate;

import org.jspecify.annotations.NullMarked;
