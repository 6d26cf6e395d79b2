package io.hotupdate.reload;

import io.hotupdate.ConfigurationReloadedEvent;

/**
 * A way to put a changed configuration to use.
 */
@FunctionalInterface
interface Refresh {

	ConfigurationReloadedEvent refresh();

}
