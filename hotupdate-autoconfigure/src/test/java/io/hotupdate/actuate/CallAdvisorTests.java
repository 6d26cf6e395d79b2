package io.hotupdate.actuate;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

class CallAdvisorTests {

	@Test
	void withoutItNothingIsLetThrough() {
		try (RunningApplication application = RunningApplication.start(WithoutAdvisor.class)) {
			assertThat(application.send(application.post("", "{\"version\":\"1.1.0\"}")).status()).isEqualTo(400);
			assertThat(application.send(application.post("/plan", "{}")).status()).isEqualTo(400);
			assertThat(application.send(application.post("/plan?call=x&verb=y", "{}")).status()).isEqualTo(400);
			assertThat(application.ports().checked).isEmpty();
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class WithoutAdvisor {

		@Bean
		static BeanDefinitionRegistryPostProcessor withoutAdvisor() {
			return (registry) -> registry.removeBeanDefinition("callAdvisor");
		}

	}

}
