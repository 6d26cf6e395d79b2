package io.hotupdate.release;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What release.json says of a release. Its being there makes the release visible.
 *
 * @param version the version
 * @param sha256 the SHA-256 of the jar
 * @param size the size of the jar in bytes
 * @param installedAt when it came into the store
 * @param source where it came from, credentials masked
 */
record StoredRelease(@Nullable String version, @Nullable String sha256, long size, @Nullable Instant installedAt,
		@Nullable String source) {

}
