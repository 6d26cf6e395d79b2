package io.hotupdate;

/**
 * Reads the configuration of the running application again: a bean for whoever wants what
 * HUP and {@code POST /actuator/hotupdate/reload} do.
 */
@FunctionalInterface
public interface ConfigurationReload {

	/**
	 * Read it again and put to use what has changed.
	 * @return what has changed, empty if nothing has
	 * @throws UpdateException with {@link Reason#RELOADING} while another one runs, with
	 * {@link Reason#CONFIGURATION_INVALID} if the configuration cannot be used; nothing
	 * has changed then
	 */
	ConfigurationReloadedEvent reload();

}
