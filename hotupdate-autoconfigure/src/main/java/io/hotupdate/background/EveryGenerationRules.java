package io.hotupdate.background;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.hotupdate.EveryGeneration;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.SchedulingAwareRunnable;
import org.springframework.util.ClassUtils;

/**
 * What runs in every generation, by annotation, by bean name, or because it keeps up the
 * connections of its own process.
 */
final class EveryGenerationRules {

	/** Heartbeats of WebSocket sessions; views of a registry that requests need. */
	private static final Set<String> SCHEDULERS = Set.of("messageBrokerTaskScheduler", "messageBrokerSockJsScheduler",
			"messageBrokerSockJsTaskScheduler", "defaultSockJsTaskScheduler", "catalogWatchTaskScheduler",
			"configWatchTaskScheduler");

	private final ConfigurableListableBeanFactory beans;

	private final Set<String> excluded;

	private final Map<String, Boolean> methods = new ConcurrentHashMap<>();

	EveryGenerationRules(ConfigurableListableBeanFactory beans, Set<String> excluded) {
		this.beans = beans;
		this.excluded = excluded;
	}

	boolean isBean(String name) {
		if (this.excluded.contains(name) || SCHEDULERS.contains(name)) {
			return true;
		}
		return this.beans.containsBean(name)
				&& this.beans.findAnnotationOnBean(name, EveryGeneration.class, false) != null;
	}

	boolean isTask(Runnable task) {
		String qualifier = (task instanceof SchedulingAwareRunnable aware) ? aware.getQualifier() : null;
		if (qualifier != null && !qualifier.isEmpty() && isBean(qualifier)) {
			return true;
		}
		String name = task.toString();
		return name.contains("@") ? isAnnotated(task.getClass()) : this.methods.computeIfAbsent(name, this::isMethod);
	}

	/** The framework wraps the method; its name is what can be seen from outside. */
	private boolean isMethod(String name) {
		int dot = name.lastIndexOf('.');
		Class<?> type = (dot > 0) ? type(name.substring(0, dot)) : null;
		if (type == null) {
			return false;
		}
		String method = name.substring(dot + 1);
		return isAnnotated(type) || Arrays.stream(type.getDeclaredMethods())
			.filter((candidate) -> candidate.getName().equals(method))
			.anyMatch(EveryGenerationRules::isAnnotated);
	}

	private @Nullable Class<?> type(String name) {
		ClassLoader classLoader = this.beans.getBeanClassLoader();
		return ClassUtils.isPresent(name, classLoader) ? ClassUtils.resolveClassName(name, classLoader) : null;
	}

	private static boolean isAnnotated(Class<?> type) {
		return AnnotatedElementUtils.hasAnnotation(type, EveryGeneration.class);
	}

	private static boolean isAnnotated(Method method) {
		return AnnotatedElementUtils.hasAnnotation(method, EveryGeneration.class);
	}

}
