package io.hotupdate.reload;

import java.nio.file.Path;

import io.hotupdate.ConfigurationReloadedEvent;
import io.hotupdate.Reason;
import io.hotupdate.UpdateException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cloud.autoconfigure.ConfigurationPropertiesRebinderAutoConfiguration;
import org.springframework.cloud.autoconfigure.RefreshAutoConfiguration;
import org.springframework.cloud.context.config.annotation.RefreshScope;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CloudRefresh}, with Spring Cloud itself.
 */
class CloudRefreshTests {

	@TempDir
	Path folder;

	@Test
	void refreshIsLeftToSpringCloud() {
		ReloadApplication.write(this.folder, "application.yml", "desk.greeting: Hello\n");
		try (ConfigurableApplicationContext context = start()) {
			ConfigurationReloader reloader = new ConfigurationReloader(context);
			assertThat(context.getBean(Scoped.class).greeting()).isEqualTo("Hello");
			ReloadApplication.write(this.folder, "application.yml", "desk.greeting: Good day\n");
			ConfigurationReloadedEvent event = reloader.reload();
			assertThat(event.changed()).containsExactly("desk.greeting");
			assertThat(event.rebound()).isEmpty();
			assertThat(context.getBean(Scoped.class).greeting()).isEqualTo("Good day");
			assertThat(context.getEnvironment().getProperty("desk.greeting")).isEqualTo("Good day");
		}
	}

	@Test
	void brokenFileChangesNothing() {
		ReloadApplication.write(this.folder, "application.yml", "desk.greeting: Hello\n");
		try (ConfigurableApplicationContext context = start()) {
			ConfigurationReloader reloader = new ConfigurationReloader(context);
			ReloadApplication.write(this.folder, "application.yml", "desk.greeting: Good day: broken\n");
			assertThatExceptionOfType(UpdateException.class).isThrownBy(reloader::reload)
				.matches((ex) -> ex.reason() == Reason.CONFIGURATION_INVALID)
				.withMessageContaining("Spring Cloud could not refresh the configuration")
				.withMessageNotContaining("Good day");
			assertThat(context.getEnvironment().getProperty("desk.greeting")).isEqualTo("Hello");
		}
	}

	private ConfigurableApplicationContext start() {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.run("--spring.config.location=file:" + this.folder + "/", "--spring.main.banner-mode=off");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ RefreshAutoConfiguration.class, ConfigurationPropertiesRebinderAutoConfiguration.class })
	static class Application {

		@Bean
		@RefreshScope
		Scoped scoped(Environment environment) {
			return new Scoped(environment.getProperty("desk.greeting", "none"));
		}

	}

	static class Scoped {

		private final String greeting;

		Scoped(String greeting) {
			this.greeting = greeting;
		}

		public String greeting() {
			return this.greeting;
		}

	}

}
