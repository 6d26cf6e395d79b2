package io.hotupdate.reload;

import java.lang.reflect.Method;
import java.util.Set;
import java.util.stream.Collectors;

import io.hotupdate.ConfigurationReloadedEvent;
import io.hotupdate.Reason;
import io.hotupdate.UpdateException;

import org.springframework.context.ApplicationContext;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Leaves it to Spring Cloud, which knows its config server and its refresh scope. It is
 * not on the class path of everyone, hence the reflection.
 */
final class CloudRefresh implements Refresh {

	private static final String REFRESHER = "org.springframework.cloud.context.refresh.ContextRefresher";

	private final ApplicationContext context;

	private final Class<?> type;

	private CloudRefresh(ApplicationContext context, Class<?> type) {
		this.context = context;
		this.type = type;
	}

	/** Whether the application has it. */
	static boolean isAvailable(ApplicationContext context) {
		ClassLoader classLoader = context.getClassLoader();
		return ClassUtils.isPresent(REFRESHER, classLoader)
				&& context.getBeanNamesForType(ClassUtils.resolveClassName(REFRESHER, classLoader)).length > 0;
	}

	static CloudRefresh of(ApplicationContext context) {
		return new CloudRefresh(context, ClassUtils.resolveClassName(REFRESHER, context.getClassLoader()));
	}

	@Override
	public ConfigurationReloadedEvent refresh() {
		Object refresher = this.context.getBean(this.type);
		Method method = ReflectionUtils.findMethod(this.type, "refresh");
		Assert.state(method != null, "This Spring Cloud has another ContextRefresher");
		try {
			Object keys = ReflectionUtils.invokeMethod(method, refresher);
			return new ConfigurationReloadedEvent((keys instanceof Set<?> set)
					? set.stream().map(String::valueOf).collect(Collectors.toSet()) : Set.of(), Set.of(), Set.of());
		}
		catch (RuntimeException ex) {
			throw new UpdateException(Reason.CONFIGURATION_INVALID, "Spring Cloud could not refresh the configuration: "
					+ Cause.of(ex) + "; perhaps you should correct it and reload again", ex);
		}
	}

}
