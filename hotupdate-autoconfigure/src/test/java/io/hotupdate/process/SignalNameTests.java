package io.hotupdate.process;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link SignalName}.
 */
class SignalNameTests {

	private static final String PROPERTY = "hotupdate.signals.update";

	@ParameterizedTest
	@CsvSource({ "HUP, HUP", "sigusr1, USR1", " WINCH , WINCH", "SIGTTIN, TTIN" })
	void nameIsTakenWithAndWithoutPrefix(String text, String name) {
		assertThat(SignalName.of(PROPERTY, text, null)).contains(new SignalName(name));
	}

	@ParameterizedTest
	@ValueSource(strings = { "none", "NONE", " none " })
	void noneIsNone(String text) {
		assertThat(SignalName.of(PROPERTY, text, null)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "SEGV, the JVM itself needs that signal", "sigbus, the JVM itself needs that signal",
			"QUIT, makes the JVM print its threads", "TERM, ends the application", "INT, ends the application",
			"KILL, cannot be handled", "STOP, cannot be handled", "CHLD, is no signal that can be used",
			"false, is no signal that can be used", "10, is no signal that can be used" })
	void othersAreRefused(String text, String why) {
		assertThatIllegalArgumentException().isThrownBy(() -> SignalName.of(PROPERTY, text, null))
			.withMessageContaining(PROPERTY)
			.withMessageContaining(why)
			.withMessageContaining("perhaps you should set it to one of HUP, USR1, WINCH");
	}

	@ParameterizedTest
	@ValueSource(strings = { "12", "", "11", "x", "99" })
	void usr2IsRefusedWhileTheJvmNeedsIt(String suspending) {
		assertThatIllegalArgumentException().isThrownBy(() -> SignalName.of(PROPERTY, "USR2", suspending))
			.withMessageContaining("the JVM suspends threads by that signal")
			.withMessageContaining("_JAVA_SR_SIGNUM=40");
		assertThatIllegalArgumentException().isThrownBy(() -> SignalName.of(PROPERTY, "USR2", null));
	}

	@Test
	void usr2IsTakenWhereTheJvmUsesAnother() {
		assertThat(SignalName.of(PROPERTY, "USR2", "40")).contains(new SignalName("USR2"));
	}

	@Test
	void theOneThatTheJvmUsesInsteadIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> SignalName.of(PROPERTY, "WINCH", "28"))
			.withMessageContaining("the JVM suspends threads by that signal");
	}

}
