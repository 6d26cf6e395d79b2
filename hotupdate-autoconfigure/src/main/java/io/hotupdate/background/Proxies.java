package io.hotupdate.background;

import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;

import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Proxies of beans: of their class where that is possible, so that they can still be
 * injected by it, else of their interfaces.
 */
final class Proxies {

	private static final Logger logger = LoggerFactory.getLogger(Proxies.class);

	private Proxies() {
	}

	/**
	 * A proxy of a bean, or the bean if it has to stay what it is.
	 */
	static Object of(Object bean, String name, ConfigurableListableBeanFactory beans, MethodInterceptor interceptor) {
		boolean extensible = isExtensible(bean.getClass());
		Class<?> declared = declared(name, beans);
		if (!extensible && declared != null && !declared.isInterface()) {
			logger.warn(
					"The bean {} is a {} that cannot be extended: it works in both generations while they overlap;"
							+ " perhaps you should declare it as the interface that it implements",
					name, declared.getName());
			return bean;
		}
		ProxyFactory factory = new ProxyFactory(bean);
		factory.setProxyTargetClass(extensible);
		factory.addAdvice(interceptor);
		return factory.getProxy(beans.getBeanClassLoader());
	}

	/** As which others may ask for it. */
	private static @Nullable Class<?> declared(String name, ConfigurableListableBeanFactory beans) {
		return beans.containsBeanDefinition(name) ? beans.getMergedBeanDefinition(name).getResolvableType().resolve()
				: null;
	}

	/** Nobody may add a class to the packages of Java itself. */
	private static boolean isExtensible(Class<?> type) {
		return type.getClassLoader() != null && !Modifier.isFinal(type.getModifiers())
				&& !Modifier.isPrivate(type.getModifiers()) && !type.isHidden() && !Proxy.isProxyClass(type);
	}

}
