package io.hotupdate.cluster;

import java.time.Instant;

import io.hotupdate.UpdateException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * When turns may begin.
 */
class WindowsTests {

	/** 2026-11-23 is a Monday. */
	@ParameterizedTest
	@CsvSource({ "Mon-Fri 08:00-17:00 UTC,2026-11-23T09:00:00Z,2026-11-23T09:00:00Z",
			"Mon-Fri 08:00-17:00 UTC,2026-11-23T07:00:00Z,2026-11-23T08:00:00Z",
			"Mon-Fri 08:00-17:00 UTC,2026-11-23T17:00:00Z,2026-11-24T08:00:00Z",
			"Mon-Fri 8:00-17:00 UTC,2026-11-27T18:00:00Z,2026-11-30T08:00:00Z",
			"22:00-05:00 UTC,2026-11-23T04:59:59Z,2026-11-23T04:59:59Z",
			"22:00-05:00 UTC,2026-11-23T05:00:00Z,2026-11-23T22:00:00Z",
			"Fri 22:00-05:00 UTC,2026-11-28T03:00:00Z,2026-11-28T03:00:00Z",
			"Sat-Mon 10:00-11:00 UTC,2026-11-23T12:00:00Z,2026-11-28T10:00:00Z",
			"Mon 10:00-11:00 UTC,2026-11-23T11:30:00Z,2026-11-30T10:00:00Z",
			"10:00-11:00 Europe/Vienna,2026-11-23T09:30:00Z,2026-11-23T09:30:00Z",
			"10:00-11:00 Europe/Vienna,2026-07-01T07:30:00Z,2026-07-01T08:00:00Z",
			"Tue 10:00-11:00 UTC;Wed 10:00-11:00 UTC,2026-11-24T11:30:00Z,2026-11-25T10:00:00Z",
			"'',2026-11-24T11:30:00Z,2026-11-24T11:30:00Z" })
	void turnBeginsNowOrWhenTheNextWindowOpens(String windows, Instant now, Instant next) {
		assertThat(Windows.parse(windows).next(now)).isEqualTo(next);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Mon", "Mon-Fri", "Foo 10:00-11:00", "25:00-26:00", "10:00-11:00 Nowhere/Land", "10-11" })
	void whatIsNoWindowIsRefused(String windows) {
		assertThatExceptionOfType(UpdateException.class).isThrownBy(() -> Windows.parse(windows))
			.withMessageContaining("perhaps you should");
	}

	@Test
	void wholeDayIsAWindow() {
		Instant now = Instant.parse("2026-11-23T00:00:00Z");
		assertThat(Windows.parse("00:00-00:00 UTC").next(now)).isEqualTo(now);
	}

}
