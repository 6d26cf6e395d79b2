package io.hotupdate;

import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What a person or a script asks for.
 *
 * @param version the version to update to
 * @param artifact the location of its jar, or {@code null} for the configured one
 * @param sha256 the SHA-256 of the jar, 64 hexadecimal digits, or {@code null} for the
 * one in the repository's side file
 * @param idempotencyKey the caller's own name for this request, or {@code null}
 */
public record UpdateRequest(Version version, @Nullable String artifact, @Nullable String sha256,
		@Nullable String idempotencyKey) {

	private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

	/**
	 * Create a request.
	 * @throws UpdateException with {@link Reason#DIGEST_MALFORMED} if the digest is none
	 */
	public UpdateRequest {
		if (sha256 != null) {
			sha256 = sha256.toLowerCase(Locale.ROOT);
			if (!SHA256.matcher(sha256).matches()) {
				throw new UpdateException(Reason.DIGEST_MALFORMED, "The sha256 of the request is not a SHA-256;"
						+ " perhaps you should send the 64 hexadecimal digits that sha256sum prints");
			}
		}
	}

	/**
	 * Whether another request asks for the same thing.
	 * @param other the other request
	 * @return {@code true} if so
	 */
	public boolean asksTheSameAs(UpdateRequest other) {
		if (this.idempotencyKey != null && this.idempotencyKey.equals(other.idempotencyKey)) {
			return true;
		}
		return this.version.equals(other.version) && Objects.equals(this.artifact, other.artifact)
				&& Objects.equals(this.sha256, other.sha256);
	}

}
