package io.hotupdate.background;

import java.time.Duration;
import java.util.Set;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * An application as the auto-configuration sets it up; the property {@code owner} says
 * whether it is the owner from its start.
 */
@Configuration(proxyBeanMethods = false)
class OwnedApplication {

	static ApplicationContextRunner successor() {
		return new ApplicationContextRunner().withUserConfiguration(OwnedApplication.class);
	}

	static ApplicationContextRunner owner() {
		return successor().withPropertyValues("owner=true");
	}

	@Bean
	static GenerationOwner owner(Environment environment) {
		return new GenerationOwner(environment.getProperty("owner", Boolean.class, false), Duration.ofSeconds(60));
	}

	@Bean
	static BackgroundBeans backgroundBeans(GenerationOwner owner, ConfigurableListableBeanFactory beans) {
		return new BackgroundBeans(owner,
				new BackgroundSettings(Duration.ofSeconds(60), Set.of("included"), Set.of("excluded")), beans);
	}

	@Bean
	static SchedulerPostProcessor schedulerPostProcessor(ObjectProvider<BackgroundBeans> background) {
		return new SchedulerPostProcessor(background::getObject);
	}

	@Bean
	static ServiceRegistryPostProcessor serviceRegistryPostProcessor(ObjectProvider<BackgroundBeans> background) {
		return new ServiceRegistryPostProcessor(background::getObject);
	}

	@Bean
	OwnerSchedulingConfigurer ownerSchedulingConfigurer(BackgroundBeans background) {
		return new OwnerSchedulingConfigurer(background);
	}

	@Bean
	OwnershipEvents ownershipEvents(GenerationOwner owner, ApplicationContext context) {
		return new OwnershipEvents(owner, context);
	}

	@Bean
	OwnerLifecycleProcessor lifecycleProcessor(BackgroundBeans background) {
		return new OwnerLifecycleProcessor(background);
	}

}
