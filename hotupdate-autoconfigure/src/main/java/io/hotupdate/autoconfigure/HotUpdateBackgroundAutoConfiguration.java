package io.hotupdate.autoconfigure;

import io.hotupdate.GenerationOwnership;
import io.hotupdate.autoconfigure.HotUpdateStart.Running;
import io.hotupdate.autoconfigure.HotUpdateTomcatAutoConfiguration.UpdatableTomcat;
import io.hotupdate.background.BackgroundBeans;
import io.hotupdate.background.BackgroundSettings;
import io.hotupdate.background.GenerationOwner;
import io.hotupdate.background.OwnerLifecycleProcessor;
import io.hotupdate.background.OwnerSchedulingConfigurer;
import io.hotupdate.background.OwnershipEvents;
import io.hotupdate.background.SchedulerPostProcessor;
import io.hotupdate.background.ServiceRegistryPostProcessor;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.LifecycleProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.env.Environment;

/**
 * Background work, which belongs to one generation at a time.
 */
@AutoConfiguration(before = LifecycleAutoConfiguration.class)
public final class HotUpdateBackgroundAutoConfiguration {

	/** Where no other generation can be there is nobody else. */
	@Bean
	@ConditionalOnMissingBean
	GenerationOwnership hotUpdateGenerationOwnership() {
		return new OnlyGeneration();
	}

	/** What only generations that overlap need. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(
			name = { "org.apache.catalina.startup.Tomcat", "org.springframework.boot.tomcat.TomcatWebServer" })
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnProperty(name = { "hotupdate.enabled", "hotupdate.background.enabled" }, matchIfMissing = true)
	@Conditional(UpdatableTomcat.class)
	@EnableConfigurationProperties({ BackgroundProperties.class, LifecycleProperties.class })
	static class OverlapConfiguration {

		/** Needed by post-processors: before other beans, their properties too. */
		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static GenerationOwner hotUpdateGenerationOwner(ObjectProvider<HotUpdateStart> starts,
				Environment environment) {
			Running running = HotUpdateAutoConfiguration.running(starts);
			return new GenerationOwner(running == null || !running.isSuccessor(),
					BackgroundProperties.of(environment).stopTimeout());
		}

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static BackgroundBeans hotUpdateBackgroundBeans(GenerationOwner owner, Environment environment,
				ConfigurableListableBeanFactory beans) {
			BackgroundSettings settings = BackgroundProperties.of(environment).settings();
			return new BackgroundBeans(owner, settings, beans);
		}

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static SchedulerPostProcessor hotUpdateSchedulerPostProcessor(ObjectProvider<BackgroundBeans> background) {
			return new SchedulerPostProcessor(background::getObject);
		}

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static ServiceRegistryPostProcessor hotUpdateServiceRegistryPostProcessor(
				ObjectProvider<BackgroundBeans> background) {
			return new ServiceRegistryPostProcessor(background::getObject);
		}

		@Bean
		OwnerSchedulingConfigurer hotUpdateSchedulingConfigurer(BackgroundBeans background) {
			return new OwnerSchedulingConfigurer(background);
		}

		@Bean
		OwnershipEvents hotUpdateOwnershipEvents(GenerationOwner owner, ApplicationContext context) {
			return new OwnershipEvents(owner, context);
		}

		@Bean(AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME)
		@ConditionalOnMissingBean(name = AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME,
				search = SearchStrategy.CURRENT)
		OwnerLifecycleProcessor hotUpdateLifecycleProcessor(BackgroundBeans background,
				LifecycleProperties properties) {
			OwnerLifecycleProcessor processor = new OwnerLifecycleProcessor(background);
			processor.setTimeoutPerShutdownPhase(properties.getTimeoutPerShutdownPhase().toMillis());
			return processor;
		}

		@Bean
		BackgroundChecks hotUpdateBackgroundChecks(BackgroundBeans background, ConfigurableApplicationContext context) {
			return new BackgroundChecks(background, () -> context
				.getBean(AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME, LifecycleProcessor.class));
		}

	}

	/** A process that never has another generation beside it. */
	private static final class OnlyGeneration implements GenerationOwnership {

		@Override
		public boolean isOwner() {
			return true;
		}

		@Override
		public boolean runWhenOwner(Runnable work) {
			work.run();
			return true;
		}

	}

}
