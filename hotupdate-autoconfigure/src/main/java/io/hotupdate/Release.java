package io.hotupdate;

import java.nio.file.Path;

/**
 * A verified release in the store.
 *
 * @param version its version
 * @param jar the executable jar
 * @param sha256 the SHA-256 of the jar, hexadecimal, lower case
 * @param size the size of the jar in bytes
 */
public record Release(Version version, Path jar, String sha256, long size) {

}
