package io.hotupdate.autoconfigure;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where the actuator is among the traffic.
 */
class ManagementPathTests {

	@ParameterizedTest
	@CsvSource(nullValues = "-",
			value = { "-, -, -, -, /actuator", "8081, -, -, -, ''", "8080, -, -, -, /actuator",
					"-, /manage/, -, -, /manage", "-, manage, -, -, /manage", "-, /, -, -, ''", "-, '', -, -, ''",
					"-, -, /shop, -, /shop/actuator", "-, -, /shop, /mvc/, /shop/mvc/actuator" })
	void pathIsThatOfTheActuator(String port, String base, String context, String servlet, String path) {
		MockEnvironment environment = new MockEnvironment();
		set(environment, "management.server.port", port);
		set(environment, "management.endpoints.web.base-path", base);
		set(environment, "server.servlet.context-path", context);
		set(environment, "spring.mvc.servlet.path", servlet);
		assertThat(ManagementPath.of(environment)).isEqualTo(path);
	}

	private static void set(MockEnvironment environment, String name, String value) {
		if (value != null) {
			environment.setProperty(name, value);
		}
	}

}
