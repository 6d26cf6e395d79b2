package io.hotupdate.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.hotupdate.autoconfigure.HotUpdateProperties.Handover.Mode;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HotUpdateProperties}.
 */
class HotUpdatePropertiesTests {

	@Test
	void defaultsAreAsDocumented() {
		HotUpdateProperties properties = bind(Map.of());
		assertThat(properties.enabled()).isTrue();
		assertThat(properties.home()).isNull();
		assertThat(properties.version()).isNull();
		assertThat(properties.bootCurrent()).isTrue();
		assertThat(properties.releases().location()).isNull();
		assertThat(properties.releases().allowed()).isEmpty();
		assertThat(properties.releases().mavenRepository()).isNull();
		assertThat(properties.releases().repositories()).isEmpty();
		assertThat(properties.releases().maxSize()).isEqualTo(DataSize.ofGigabytes(1));
		assertThat(properties.releases().keep()).isEqualTo(3);
		assertThat(properties.releases().maxTotalSize()).isEqualTo(DataSize.ofGigabytes(5));
		assertThat(properties.releases().connectTimeout()).isEqualTo(Duration.ofSeconds(10));
		assertThat(properties.releases().stallTimeout()).isEqualTo(Duration.ofSeconds(30));
		assertThat(properties.releases().attempts()).isEqualTo(5);
		assertThat(properties.releases().incoming()).isNull();
		assertThat(properties.releases().watch()).isFalse();
		assertThat(properties.handover().mode()).isEqualTo(Mode.AUTO);
		assertThat(properties.handover().startTimeout()).isNull();
		assertThat(properties.handover().heartbeatTimeout()).isEqualTo(Duration.ofSeconds(10));
		assertThat(properties.process().javaHome()).isNull();
		assertThat(properties.process().jvmOptions()).isEmpty();
		assertThat(properties.process().arguments()).isEmpty();
		assertThat(properties.process().environmentFile()).isNull();
		assertThat(properties.warmUp().requests()).isEqualTo(2000);
		assertThat(properties.warmUp().maxDuration()).isEqualTo(Duration.ofSeconds(10));
		assertThat(properties.warmUp().paths()).isEmpty();
		assertThat(properties.drain().timeout()).isEqualTo(Duration.ofMinutes(10));
		assertThat(properties.probation().duration()).isEqualTo(Duration.ofMinutes(3));
		assertThat(properties.probation().unreadyGrace()).isEqualTo(Duration.ofSeconds(5));
		assertThat(properties.security().roles()).isEmpty();
	}

	@Test
	void valuesAreTaken() {
		Map<String, String> values = new HashMap<>();
		values.put("hotupdate.enabled", "false");
		values.put("hotupdate.home", "/var/lib/shop");
		values.put("hotupdate.boot-current", "false");
		values.put("hotupdate.releases.location", "https://repo.example/{version}/app.jar");
		values.put("hotupdate.releases.allowed[0]", "https://repo.example/");
		values.put("hotupdate.releases.repositories[0].url", "https://repo.example/");
		values.put("hotupdate.releases.repositories[0].ssl-bundle", "repo");
		values.put("hotupdate.releases.max-size", "300MB");
		values.put("hotupdate.handover.mode", "restart-in-place");
		values.put("hotupdate.handover.start-timeout", "5m");
		values.put("hotupdate.process.jvm-options", "-Xmx1g,-Xss1m");
		values.put("hotupdate.process.java-home", "/opt/java");
		values.put("hotupdate.warm-up.paths", "/one,/two");
		values.put("hotupdate.probation.duration", "0s");
		values.put("hotupdate.security.roles", "OPERATOR");
		HotUpdateProperties properties = bind(values);
		assertThat(properties.enabled()).isFalse();
		assertThat(properties.home()).isEqualTo(Path.of("/var/lib/shop"));
		assertThat(properties.bootCurrent()).isFalse();
		assertThat(properties.releases().location()).isEqualTo("https://repo.example/{version}/app.jar");
		assertThat(properties.releases().allowed()).containsExactly("https://repo.example/");
		assertThat(properties.releases().repositories()).singleElement().satisfies((repository) -> {
			assertThat(repository.url()).isEqualTo("https://repo.example/");
			assertThat(repository.sslBundle()).isEqualTo("repo");
			assertThat(repository.password()).isNull();
		});
		assertThat(properties.releases().maxSize()).isEqualTo(DataSize.ofMegabytes(300));
		assertThat(properties.handover().mode()).isEqualTo(Mode.RESTART_IN_PLACE);
		assertThat(properties.handover().startTimeout()).isEqualTo(Duration.ofMinutes(5));
		assertThat(properties.process().jvmOptions()).containsExactly("-Xmx1g", "-Xss1m");
		assertThat(properties.process().javaHome()).isEqualTo(Path.of("/opt/java"));
		assertThat(properties.warmUp().paths()).containsExactly("/one", "/two");
		assertThat(properties.probation().duration()).isZero();
		assertThat(properties.security().roles()).containsExactly("OPERATOR");
	}

	private static HotUpdateProperties bind(Map<String, String> values) {
		return new Binder(new MapConfigurationPropertySource(values)).bindOrCreate("hotupdate",
				HotUpdateProperties.class);
	}

}
