package io.hotupdate.supervisor;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.hotupdate.process.SuccessorCommand;
import io.hotupdate.supervisor.Frame.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * A message as a line, and what is made of a line that is none.
 */
class FrameTests {

	private static final String[] AWKWARD = { "", " ", "two words", "a\nb\r\n", "%", "100%25", "+", "a=b=c", "\u0000",
			"ü€😀", "-Dname=value with \"quotes\"", "\t" };

	@ParameterizedTest
	@EnumSource
	void frameComesBackAsItWas(Type type) {
		Frame frame = Frame.of(type, AWKWARD);
		assertThat(frame.line()).isPrintable().doesNotContain("\n", "\r");
		assertThat(Frame.parse(frame.line())).isEqualTo(frame);
	}

	@Test
	void noFieldIsNotAnEmptyField() {
		assertThat(Frame.parse(Frame.of(Type.STOP).line()).fields()).isEmpty();
		assertThat(Frame.parse(Frame.of(Type.STOP, "").line()).fields()).containsExactly("");
	}

	@Test
	void commandComesBackAsItWas() {
		SuccessorCommand command = new SuccessorCommand(
				List.of("/opt/a java/bin/java", "-Dempty=", "", "-jar", "my app.jar", "--text=a\nb=c"),
				Map.of("PATH", "/bin:/usr/bin", "EMPTY", "", "OPTS", "a=b c=d", "=C:", "C:\\x"),
				Path.of("/srv/my app/ü"), List.of());
		Frame frame = Frame.parse(Frame.command(Type.START, command, "an id").line());
		assertThat(frame.text(0)).isEqualTo("an id");
		assertThat(frame.command(1)).isEqualTo(command);
	}

	@Test
	void commandWithoutAnEnvironmentHasNone() {
		SuccessorCommand command = new SuccessorCommand(List.of("java"), Map.of(), Path.of("/"), List.of());
		assertThat(Frame.parse(Frame.command(Type.RESTART_BY, command).line()).command(0)).isEqualTo(command);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "DANCE", "hello 1 2", "STOP\u0000", "{\"type\":\"HELLO\"}" })
	void wordOfANewerPartnerIsUnknown(String line) {
		assertThat(Frame.parse(line).type()).isEqualTo(Type.UNKNOWN);
	}

	@ParameterizedTest
	@ValueSource(strings = { "HELLO %", "HELLO %zz", "HELLO a%2" })
	void escapeThatIsNoneIsNotUnderstood(String line) {
		assertThatIllegalArgumentException().isThrownBy(() -> Frame.parse(line));
	}

	@Test
	void fieldThatIsNotThereIsNotUnderstood() {
		assertThatIllegalArgumentException().isThrownBy(() -> Frame.parse("STARTED id").number(1))
			.withMessage("STARTED lacks field 1");
		assertThatIllegalArgumentException().isThrownBy(() -> Frame.parse("EXITED one 0").number(0));
		assertThatIllegalArgumentException().isThrownBy(() -> Frame.parse("EXITED 99999999999999999999 0").number(0));
	}

	@ParameterizedTest
	@ValueSource(strings = { "RESTART_BY", "RESTART_BY %2F", "RESTART_BY %2F x java", "RESTART_BY %2F 2 java",
			"RESTART_BY %2F 0", "RESTART_BY %2F -1 java", "RESTART_BY %2F 2147483647 java",
			"RESTART_BY %2F 9223372036854775807 java", "RESTART_BY %2F 1 java NAME", "RESTART_BY %2F 1 java %3D",
			"RESTART_BY %00 1 java" })
	void commandThatIsNotWholeIsNotUnderstood(String line) {
		assertThatIllegalArgumentException().isThrownBy(() -> Frame.parse(line).command(0));
	}

}
