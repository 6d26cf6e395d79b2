package io.hotupdate.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Tests for {@link GateLog}. */
class GateLogTests {

	private static final String OPENED = "2026-01-02T03:04:05.000100  INFO 2 Takeover : Gate opened; generation 2 accepts\n";

	@TempDir
	Path folder;

	@Test
	void overlapEndsWhereTheClosingBegins() throws IOException {
		GateLog log = read(OPENED + closed("05.001000", 300));
		assertThat(log.overlapMicros(2)).isEqualTo(600);
		assertThat(log.closings()).containsExactly(300L);
	}

	@Test
	void closingThatBeganBeforeTheOpeningIsNoOverlap() throws IOException {
		assertThat(read(OPENED + closed("05.001000", 950)).overlapMicros(2)).isEqualTo(-50);
		assertThat(read(closed("05.001000", 300) + OPENED).overlapMicros(2)).isNegative();
	}

	@Test
	void missingLineIsAFailure() throws IOException {
		GateLog log = read(closed("05.001000", 300));
		assertThatIllegalStateException().isThrownBy(() -> log.overlapMicros(2));
	}

	private GateLog read(String text) throws IOException {
		return GateLog.read(Files.writeString(this.folder.resolve("app.log"), text));
	}

	private static String closed(String at, int micros) {
		return "2026-01-02T03:04:" + at + "  INFO 1 SharedListenerHandover : Gate closed in " + micros
				+ " µs; generation 2 accepts\n";
	}

}
