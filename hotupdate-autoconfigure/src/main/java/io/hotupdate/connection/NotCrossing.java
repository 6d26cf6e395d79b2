package io.hotupdate.connection;

/**
 * A connector that cannot cross a handover.
 *
 * @param connector its name, with the port as far as it is known
 * @param reason why, and what to do about it
 */
public record NotCrossing(String connector, String reason) {

}
