package io.hotupdate.connection;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TomcatSupport}.
 */
class TomcatSupportTests {

	@Test
	void tomcatThatBootManagesIsSupported() {
		assertThat(TomcatSupport.check()).satisfies((support) -> {
			assertThat(support.supported()).isTrue();
			assertThat(support.version()).startsWith("11.0.");
			assertThat(support.reason()).isEmpty();
		});
	}

	@ParameterizedTest
	@CsvSource({ "11.0.27.0,true", "11.0.31,true", "11.0.26.0,false", "11.1.0,false", "12.0.0-M1,false",
			"10.1.40,false", "11.0.x,false", "nonsense,false" })
	void versionDecides(String version, boolean supported) {
		TomcatSupport support = TomcatSupport.ofVersion(version);
		assertThat(support.supported()).isEqualTo(supported);
		assertThat(support.reason().contains("perhaps you should") || support.reason().contains("Perhaps you should"))
			.isNotEqualTo(supported);
	}

}
