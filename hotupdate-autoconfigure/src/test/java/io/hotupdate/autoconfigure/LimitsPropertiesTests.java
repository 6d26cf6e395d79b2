package io.hotupdate.autoconfigure;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.hotupdate.connection.Bounds;
import io.hotupdate.connection.LimitSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LimitsProperties} and {@link TomcatLimits}.
 */
@ExtendWith(OutputCaptureExtension.class)
class LimitsPropertiesTests {

	@Test
	void defaultsAreAsDocumented() {
		assertThat(settings(Map.of()))
			.isEqualTo(new LimitSettings(Duration.ofSeconds(20), Duration.ofSeconds(75), Duration.ofSeconds(10),
					Duration.ofSeconds(60), new Bounds(Duration.ZERO, Duration.ZERO, 240, 240), List.of(), null, null));
	}

	@Test
	void valuesAreTakenAndAPathKeepsWhatItDoesNotSet() {
		LimitSettings settings = settings(
				Map.of("hotupdate.limits.read-timeout", "30s", "hotupdate.limits.max-connections", "100",
						"hotupdate.limits.max-requests-per-connection", "0", "hotupdate.limits.paths[0].pattern",
						"/upload/**", "hotupdate.limits.paths[0].min-request-rate", "10KB"));
		assertThat(settings.maxConnections()).isEqualTo(100);
		assertThat(settings.maxRequests()).isZero();
		assertThat(settings.paths()).containsExactly(new LimitSettings.Path("/upload/**",
				new Bounds(Duration.ofSeconds(30), Duration.ZERO, 10 * 1024, 240)));
	}

	@Test
	void explicitKeepAliveTimeoutOfTomcatWinsAndTheStartSaysSo(CapturedOutput output) {
		assertThat(settings(Map.of("server.tomcat.keep-alive-timeout", "5s")).idle()).isEqualTo(Duration.ofSeconds(5));
		assertThat(output).contains("server.tomcat.keep-alive-timeout=PT5S is set and wins over"
				+ " hotupdate.limits.idle-timeout=PT1M15S");
	}

	@Test
	void nothingIsSetWhenDisabled() {
		assertThat(TomcatLimits.settings(bind(Map.of("hotupdate.limits.enabled", "false")), new StandardEnvironment()))
			.isNull();
	}

	@ParameterizedTest
	@CsvSource({ "header-timeout,-1s", "idle-timeout,-1s", "min-rate-grace,-1s", "write-stall-timeout,100d",
			"read-timeout,-5s", "write-timeout,-5s", "min-request-rate,-1B", "min-response-rate,-1B",
			"max-connections,-1", "max-requests-per-connection,-1", "paths[0].pattern,upload", "paths[0].pattern,/{one",
			"paths[0].read-timeout,1s" })
	void badValueIsRefused(String name, String value) {
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> bind(Map.of("hotupdate.limits." + name, value)))
			.havingRootCause()
			.satisfies((ex) -> assertThat(chain(ex)).isNotEmpty());
	}

	@Test
	void refusalSaysWhatToDo() {
		assertThatExceptionOfType(BindException.class)
			.isThrownBy(() -> bind(Map.of("hotupdate.limits.idle-timeout", "-1s")))
			.havingRootCause()
			.withMessageContainingAll("hotupdate.limits.idle-timeout", "perhaps you should");
	}

	private static String chain(Throwable ex) {
		return Objects.toString(ex.getMessage(), "");
	}

	private static LimitSettings settings(Map<String, String> values) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("test", new HashMap<>(values)));
		return Objects.requireNonNull(TomcatLimits.settings(bind(values), environment));
	}

	private static LimitsProperties bind(Map<String, String> values) {
		return new Binder(new MapConfigurationPropertySource(values)).bindOrCreate("hotupdate.limits",
				LimitsProperties.class);
	}

}
