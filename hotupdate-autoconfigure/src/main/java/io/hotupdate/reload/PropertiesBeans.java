package io.hotupdate.reload;

import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesBean;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindingPostProcessor;
import org.springframework.boot.context.properties.bind.BindMethod;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

/**
 * The beans of the application that are bound to its configuration. Those with setters
 * and a constructor without arguments can be bound again. Others cannot, nor are those of
 * Spring itself and of this product, which are read at the start alone.
 */
final class PropertiesBeans {

	private static final List<String> READ_AT_THE_START = List.of("org.springframework.",
			"io.hotupdate.autoconfigure.");

	private final ConfigurableApplicationContext context;

	private final ConfigurationPropertiesBindingPostProcessor binder;

	PropertiesBeans(ConfigurableApplicationContext context) {
		this.context = context;
		this.binder = context.getBean(ConfigurationPropertiesBindingPostProcessor.BEAN_NAME,
				ConfigurationPropertiesBindingPostProcessor.class);
	}

	/** What the change of some keys means for the beans. */
	Affected affected(Set<String> changed, EffectiveValues values) {
		Affected affected = new Affected(new ArrayList<>(), new LinkedHashSet<>());
		ConfigurableListableBeanFactory beans = this.context.getBeanFactory();
		for (String name : beans.getBeanNamesForAnnotation(ConfigurationProperties.class)) {
			Object bean = beans.containsSingleton(name) ? beans.getSingleton(name) : null;
			ConfigurationPropertiesBean properties = (bean != null)
					? ConfigurationPropertiesBean.get(this.context, bean, name) : null;
			if (bean != null && properties != null) {
				add(affected, properties, bean, changed, values);
			}
		}
		return affected;
	}

	private static void add(Affected affected, ConfigurationPropertiesBean properties, Object bean, Set<String> changed,
			EffectiveValues values) {
		String prefix = properties.getAnnotation().prefix();
		BoundKeys keys = BoundKeys.of(prefix, ClassUtils.getUserClass(target(bean)));
		List<String> own = changed.stream().filter(keys::contain).toList();
		if (own.isEmpty()) {
			return;
		}
		Constructor<?> constructor = constructor(properties, bean);
		if (constructor == null) {
			affected.needsRestart().add(prefix.isEmpty() ? properties.getName() : prefix);
			return;
		}
		affected.rebindable().add(new Rebindable(properties.getName(), target(bean), constructor));
		// a setter that is not called leaves the old value
		own.stream().filter(values::isGone).forEach(affected.needsRestart()::add);
	}

	private static @Nullable Constructor<?> constructor(ConfigurationPropertiesBean properties, Object bean) {
		Class<?> type = ClassUtils.getUserClass(target(bean));
		if (properties.asBindTarget().getBindMethod() == BindMethod.VALUE_OBJECT
				|| !AnnotatedElementUtils.hasAnnotation(type, ConfigurationProperties.class)
				|| READ_AT_THE_START.stream().anyMatch(type.getName()::startsWith)) {
			return null;
		}
		return Arrays.stream(type.getDeclaredConstructors())
			.filter((constructor) -> constructor.getParameterCount() == 0)
			.findFirst()
			.orElse(null);
	}

	private static Object target(Object bean) {
		Object target = AopProxyUtils.getSingletonTarget(bean);
		return (target != null) ? target : bean;
	}

	/** Bind new instances, to see whether the values fit. */
	void tryOut(Affected affected) {
		affected.rebindable()
			.forEach((bean) -> this.binder
				.postProcessBeforeInitialization(BeanUtils.instantiateClass(bean.constructor()), bean.name()));
	}

	void rebind(Affected affected) {
		affected.rebindable()
			.forEach((bean) -> this.binder.postProcessBeforeInitialization(bean.instance(), bean.name()));
	}

	/**
	 * What a change means.
	 *
	 * @param rebindable the beans to bind again
	 * @param needsRestart the prefixes of those that cannot be, and keys
	 */
	record Affected(List<Rebindable> rebindable, Set<String> needsRestart) {

		Set<String> names() {
			Set<String> names = new LinkedHashSet<>();
			this.rebindable.forEach((bean) -> names.add(bean.name()));
			return names;
		}

	}

	/**
	 * A bean that can be bound again.
	 *
	 * @param name its name
	 * @param instance the instance behind any proxy
	 * @param constructor makes another one to try the values out
	 */
	record Rebindable(String name, Object instance, Constructor<?> constructor) {

	}

}
