package io.hotupdate.supervisor;

import java.util.Locale;

import io.hotupdate.Reason;
import io.hotupdate.UpdateException;
import io.hotupdate.supervisor.Crashes.Restart;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MaintenanceStartTests {

	private static final String SHA = "0123456789abcdef".repeat(4);

	@ParameterizedTest
	@ValueSource(strings = { "{\"version\":\"1.1.0\"}", "{ \"version\" : \"1.1.0\" , \"queue\":true}",
			"{\"sha256\":null,\n\t\"version\":\n\"1.1.0\",\"artifact\":null}" })
	void versionIsNamed(String body) {
		assertThat(MaintenanceStart.of(body)).isEqualTo(new Restart("1.1.0", null));
	}

	@Test
	void digestIsNamed() {
		assertThat(MaintenanceStart.of("{\"version\":\"1.1.0\",\"sha256\":\"" + SHA.toUpperCase(Locale.ROOT) + "\"}"))
			.isEqualTo(new Restart("1.1.0", SHA));
	}

	@Test
	void digestThatIsNoneIsNotLeftOut() {
		refused("{\"version\":\"1.1.0\",\"sha256\":\"" + SHA.substring(1) + "\"}", Reason.DIGEST_MALFORMED);
		refused("{\"version\":\"1.1.0\",\"sha256\":\"\"}", Reason.DIGEST_MALFORMED);
		refused("{\"version\":\"1.1.0\",\"sha256\":12}", Reason.DIGEST_MALFORMED);
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '\'', delimiter = '|',
			value = { "{}|BAD_REQUEST", "''|BAD_REQUEST", "1.1.0|BAD_REQUEST", "{\"version\":null}|BAD_REQUEST",
					"{\"version\":\"\"}|VERSION_INVALID", "{\"version\":\"1..0\"}|VERSION_INVALID",
					"{\"version\":\"../../x\"}|VERSION_INVALID", "{\"version\":\"1.1.0 -Dx=y\"}|VERSION_INVALID",
					"{\"version\":\"1\\u002e0\"}|VERSION_INVALID", "{\"version\":{\"a\":1}}|VERSION_INVALID",
					"{\"version\":\"1.1.0\",\"artifact\":\"file:/tmp/x.jar\"}|ARTIFACT_NOT_ALLOWED" })
	void whatCannotBeDoneIsRefused(String body, Reason reason) {
		refused(body, reason);
	}

	@Test
	void bodyThatWasNotReadIsRefused() {
		refused(null, Reason.BAD_REQUEST);
	}

	private static void refused(@Nullable String body, Reason reason) {
		assertThatExceptionOfType(UpdateException.class).isThrownBy(() -> MaintenanceStart.of(body))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(reason))
			.withMessageContaining("perhaps you should");
	}

}
