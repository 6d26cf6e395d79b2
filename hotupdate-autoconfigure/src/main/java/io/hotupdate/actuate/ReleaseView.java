package io.hotupdate.actuate;

/**
 * A release of the store, as the endpoint shows it.
 *
 * @param version its version
 * @param sha256 the SHA-256 of its jar, hexadecimal
 * @param size the size of its jar in bytes
 * @param current whether a restart boots it
 * @param previous whether it is the one before {@code current}
 * @param pending whether it is on probation
 */
public record ReleaseView(String version, String sha256, long size, boolean current, boolean previous,
		boolean pending) {

}
