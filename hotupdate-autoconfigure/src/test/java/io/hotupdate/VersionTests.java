package io.hotupdate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Version}.
 */
class VersionTests {

	@ParameterizedTest
	@ValueSource(strings = { "1", "1.0.0", "2.0.0-rc1", "2026.07.04_3", "1.0.0+build.7", "v1", "1.0-SNAPSHOT" })
	void versionIsTaken(String value) {
		assertThat(new Version(value)).hasToString(value);
		assertThat(Version.isValid(value)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", ".1", "-1", "..", "1..0", "../1", "1/2", "1\\2", "1 0", "1%2e", "1\n", "\u0661",
			"{version}" })
	void otherTextIsRefused(String value) {
		assertThat(Version.isValid(value)).isFalse();
		assertThatExceptionOfType(UpdateException.class).isThrownBy(() -> new Version(value))
			.withMessageContaining("perhaps you should")
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.VERSION_INVALID));
	}

	@Test
	void lengthIsLimitedAndTheMessageToo() {
		assertThat(Version.isValid("1".repeat(64))).isTrue();
		assertThat(Version.isValid("1".repeat(65))).isFalse();
		assertThat(Version.isValid(null)).isFalse();
		assertThatExceptionOfType(UpdateException.class).isThrownBy(() -> new Version("\u001b[2J" + "1".repeat(5000)))
			.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(300).doesNotContain("\u001b"));
	}

	@ParameterizedTest
	@CsvSource({ "1.0.0,1.0.1", "1.9,1.10", "1.0.0-rc1,1.0.0", "1.0.0-alpha,1.0.0-beta", "1.0.0-rc.2,1.0.0-rc.10",
			"9,10", "99999999999999999998,99999999999999999999", "1.0-SNAPSHOT,1.0", "1.0.0+9,1.0.1+1", "1.2,1.2.1" })
	void olderComesFirst(String older, String newer) {
		assertThat(new Version(older)).isLessThan(new Version(newer));
		assertThat(new Version(newer)).isGreaterThan(new Version(older));
	}

	@ParameterizedTest
	@CsvSource({ "1.0,1.0.0", "1.0.0+a,1.0.0+b", "01.2,1.2", "1.0.0-RC1,1.0.0-rc1" })
	void sameInOrder(String one, String other) {
		assertThat(new Version(one)).isEqualByComparingTo(new Version(other));
	}

	@Test
	void orderIsTotal() {
		List<Version> sorted = List.of("0.9", "1.0.0-alpha", "1.0.0-beta", "1.0.0-rc1", "1.0.0", "1.0.1", "1.2", "1.10")
			.stream()
			.map(Version::new)
			.toList();
		List<Version> shuffled = new ArrayList<>(sorted);
		Collections.shuffle(shuffled, new Random(7));
		Collections.sort(shuffled);
		assertThat(shuffled).isEqualTo(sorted);
	}

}
