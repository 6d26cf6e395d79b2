package io.hotupdate;

import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link UpdateRequest}.
 */
class UpdateRequestTests {

	private static final String SHA256 = "0123456789abcdef".repeat(4);

	@Test
	void digestIsLowerCase() {
		assertThat(request("1.1.0", null, SHA256.toUpperCase(Locale.ROOT), null).sha256()).isEqualTo(SHA256);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "", "abc", "sha256:0123", "g123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
					"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0" })
	void malformedDigestIsRefused(String sha256) {
		assertThatExceptionOfType(UpdateException.class).isThrownBy(() -> request("1.1.0", null, sha256, null))
			.withMessageContaining("perhaps you should")
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.DIGEST_MALFORMED));
	}

	@Test
	void sameVersionArtifactAndDigestAskTheSame() {
		UpdateRequest request = request("1.1.0", "file:/a.jar", SHA256, "one");
		assertThat(request.asksTheSameAs(request("1.1.0", "file:/a.jar", SHA256, "two"))).isTrue();
		assertThat(request.asksTheSameAs(request("1.1.0", "file:/a.jar", SHA256, null))).isTrue();
		assertThat(request.asksTheSameAs(request("1.2.0", "file:/a.jar", SHA256, null))).isFalse();
		assertThat(request.asksTheSameAs(request("1.1.0", "file:/b.jar", SHA256, null))).isFalse();
		assertThat(request.asksTheSameAs(request("1.1.0", "file:/a.jar", null, null))).isFalse();
	}

	@Test
	void sameIdempotencyKeyAsksTheSame() {
		assertThat(request("1.1.0", null, null, "one").asksTheSameAs(request("1.2.0", null, null, "one"))).isTrue();
	}

	private static UpdateRequest request(String version, @Nullable String artifact, @Nullable String sha256,
			@Nullable String key) {
		return new UpdateRequest(new Version(version), artifact, sha256, key);
	}

}
