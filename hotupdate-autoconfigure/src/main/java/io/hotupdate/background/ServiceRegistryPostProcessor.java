package io.hotupdate.background;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Has only the owner registered with the service registries of Spring Cloud.
 */
public final class ServiceRegistryPostProcessor implements BeanPostProcessor {

	private static final Logger logger = LoggerFactory.getLogger(ServiceRegistryPostProcessor.class);

	private static final String REGISTRY = "org.springframework.cloud.client.serviceregistry.ServiceRegistry";

	private static final String EUREKA = "org.springframework.cloud.netflix.eureka.EurekaClientConfigBean";

	private final Supplier<BackgroundBeans> background;

	/**
	 * Create the post-processor.
	 * @param background what depends on ownership
	 */
	public ServiceRegistryPostProcessor(Supplier<BackgroundBeans> background) {
		this.background = background;
	}

	@Override
	public @Nullable Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean.getClass().getName().equals(EUREKA)) {
			eureka(bean);
			return bean;
		}
		if (!isRegistry(bean) || this.background.get().rules().isBean(beanName)) {
			return bean;
		}
		GenerationOwner owner = this.background.get().owner();
		Registrations registrations = new Registrations(owner, bean);
		owner.add("service registration", registrations);
		return Proxies.of(bean, beanName, this.background.get().beans(), registrations::call);
	}

	private static boolean isRegistry(Object bean) {
		return Arrays.stream(ClassUtils.getAllInterfaces(bean)).anyMatch((type) -> type.getName().equals(REGISTRY));
	}

	/** Eureka's client takes the entry away by itself when it is shut down. */
	private void eureka(Object config) {
		Method setter = ReflectionUtils.findMethod(config.getClass(), "setShouldUnregisterOnShutdown", boolean.class);
		Method getter = ReflectionUtils.findMethod(config.getClass(), "shouldUnregisterOnShutdown");
		if (setter == null || getter == null) {
			logger.warn("This version of Eureka's client cannot be kept from taking its entry away when a generation"
					+ " goes; perhaps you should set eureka.client.should-unregister-on-shutdown=false");
			return;
		}
		if (Boolean.TRUE.equals(ReflectionUtils.invokeMethod(getter, config))) {
			GenerationOwner owner = this.background.get().owner();
			ReflectionUtils.invokeMethod(setter, config, owner.isOwner());
			owner.add("Eureka client", new Unregistering(config, setter));
		}
	}

	/** Whether Eureka's client takes its entry away at the end. */
	private record Unregistering(Object config, Method setter) implements OwnerWork {

		@Override
		public void gained() {
			ReflectionUtils.invokeMethod(this.setter, this.config, true);
		}

		@Override
		public void losing(Deadline deadline) {
			ReflectionUtils.invokeMethod(this.setter, this.config, false);
		}

	}

}
