package io.hotupdate.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.hotupdate.supervisor.PermitSettings;
import io.hotupdate.supervisor.RedisAddress;
import io.hotupdate.supervisor.RedisAddress.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ClusterRestartPropertiesTests {

	private static final RedisAddress REDIS = new RedisAddress(Mode.STANDALONE, List.of("localhost:6379"), null, null,
			null, null, null, 0, false);

	@Test
	void defaultsAreSharesOfTheGroup() {
		assertThat(permits(Map.of()))
			.isEqualTo(new PermitSettings(REDIS, "desk", "desk-1", "5%", "100%", "20%", Duration.ofMinutes(5)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "0%", "101%", "-1", "5 %", "many", "1.5", "" })
	void figureThatIsNoneIsRefusedAtTheStart(String figure) {
		for (String name : List.of("max-at-once", "burst", "per-minute")) {
			assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
				.isThrownBy(() -> permits(Map.of("hotupdate.cluster.restart." + name, figure)))
				.withMessageContaining("hotupdate.cluster.restart." + name)
				.withMessageContaining("perhaps you should");
		}
	}

	@Test
	void deadlineHasToBeOne() {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> permits(Map.of("hotupdate.cluster.restart.healthy-deadline", "0s")));
	}

	private static PermitSettings permits(Map<String, String> properties) {
		return new Binder(new MapConfigurationPropertySource(properties))
			.bindOrCreate("hotupdate.cluster.restart", ClusterRestartProperties.class)
			.permits(REDIS, "desk", "desk-1");
	}

}
