package io.hotupdate.supervisor;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import io.hotupdate.supervisor.Frame.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class ManagementTests {

	@ParameterizedTest
	@MethodSource
	void comesBackAsItWas(Management management) {
		Frame frame = Frame.parse(new Frame(Type.MANAGEMENT, management.fields()).line());
		assertThat(Management.of(frame.fields())).isEqualTo(management);
	}

	static List<Management> comesBackAsItWas() {
		return List.of(Management.UNKNOWN, new Management("", null, "1.0.0", Set.of()),
				new Management("/my app/actuator", Path.of("/srv/my app/token"), "1.0.0+b", Set.of("server")),
				new Management("/actuator", Path.of("/token"), "1", Set.of("server", "management")));
	}

	@Test
	void fieldsOfANewerGenerationAreLeftOut() {
		assertThat(Management.of(List.of("/actuator", "", "1.0.0", "server", "more")))
			.isEqualTo(new Management("/actuator", null, "1.0.0", Set.of("server")));
	}

}
