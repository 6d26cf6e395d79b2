package io.hotupdate.actuate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class AuditTextTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			https://host/app-1.1.0.jar             | https://host/app-1.1.0.jar
			https://user:pw@host/app.jar           | https://***@host/app.jar
			https://user:p/w?x@host/app.jar        | https://***@host/app.jar
			user:pw@host/app.jar                   | ***@host/app.jar
			https://host/app.jar?token=secret      | https://host/app.jar?***
			https://host/app.jar#secret            | https://host/app.jar?***
			file:/srv/releases/app.jar             | file:/srv/releases/app.jar
			maven:org.acme:orders                  | maven:org.acme:orders
			""")
	void locationsAreMasked(String location, String masked) {
		assertThat(AuditText.masked(location)).isEqualTo(masked);
	}

	@Test
	void nothingEndsTheLineOrTurnsIt() {
		assertThat(AuditText.printable("a\r\nb\u0000\u001b[31m\u0085\u2028\u202e\u200bc\ud800é日"))
			.isEqualTo("a??b??[31m????c?é日");
	}

	@Test
	void longTextIsCut() {
		assertThat(AuditText.printable("x".repeat(5000))).hasSize(203).endsWith("...");
	}

	@Test
	void noFieldCanBeForged() {
		assertThat(AuditText.quoted("1.1.0 decision=allowed")).isEqualTo("\"1.1.0 decision=allowed\"");
		assertThat(AuditText.quoted("1\" x=\"y\\")).isEqualTo("\"1\\\" x=\\\"y\\\\\"");
		assertThat(AuditText.quoted("1.1.0")).isEqualTo("1.1.0");
	}

}
