package io.hotupdate.background;

import java.util.function.Supplier;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.CommandLineRunner;

/**
 * Has each runner run once in a release. One that fails is run again at the next start.
 */
public final class RunnerPostProcessor implements BeanPostProcessor {

	private static final Logger logger = LoggerFactory.getLogger(RunnerPostProcessor.class);

	private final Supplier<OnceRunners> runners;

	private final ConfigurableListableBeanFactory beans;

	/**
	 * Create the post-processor.
	 * @param runners which runners have run
	 * @param beans the beans of the application
	 */
	public RunnerPostProcessor(Supplier<OnceRunners> runners, ConfigurableListableBeanFactory beans) {
		this.runners = runners;
		this.beans = beans;
	}

	@Override
	public @Nullable Object postProcessAfterInitialization(Object bean, String beanName) {
		if (!(bean instanceof ApplicationRunner) && !(bean instanceof CommandLineRunner)) {
			return bean;
		}
		return Proxies.of(bean, beanName, this.beans, (invocation) -> run(beanName, invocation));
	}

	private @Nullable Object run(String name, MethodInvocation invocation) throws Throwable {
		if (!invocation.getMethod().getName().equals("run")) {
			return invocation.proceed();
		}
		OnceRunners runners = this.runners.get();
		if (runners.isDone(name)) {
			logger.info("The runner {} has run in this release already", name);
			return null;
		}
		Object result = invocation.proceed();
		runners.done(name);
		return result;
	}

}
