package io.hotupdate.background;

import java.lang.reflect.Method;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.util.ReflectionUtils;

/**
 * Has only the owner run the jobs that are given to the schedulers of the application.
 * What a scheduler merely executes is not touched.
 */
public final class SchedulerPostProcessor implements BeanPostProcessor {

	private final Supplier<BackgroundBeans> background;

	/**
	 * Create the post-processor.
	 * @param background what depends on ownership
	 */
	public SchedulerPostProcessor(Supplier<BackgroundBeans> background) {
		this.background = background;
	}

	@Override
	public @Nullable Object postProcessAfterInitialization(Object bean, String beanName) {
		boolean scheduler = bean instanceof TaskScheduler;
		if ((!scheduler && !(bean instanceof ScheduledExecutorService))
				|| this.background.get().rules().isBean(beanName)) {
			return bean;
		}
		return Proxies.of(bean, beanName, this.background.get().beans(),
				scheduler ? scheduling((TaskScheduler) bean) : executing(bean));
	}

	private MethodInterceptor scheduling(TaskScheduler target) {
		OwnerTaskScheduler owner = new OwnerTaskScheduler(target, jobs(), this.background.get().rules()::isTask);
		return (invocation) -> {
			Method method = invocation.getMethod();
			Method own = method.getName().startsWith("schedule")
					? ReflectionUtils.findMethod(TaskScheduler.class, method.getName(), method.getParameterTypes())
					: null;
			return (own != null) ? ReflectionUtils.invokeMethod(own, owner, invocation.getArguments())
					: invocation.proceed();
		};
	}

	private MethodInterceptor executing(Object bean) {
		OwnerScheduledExecutor owner = new OwnerScheduledExecutor((ScheduledExecutorService) bean, jobs(),
				this.background.get().rules()::isTask);
		return (invocation) -> {
			Object[] arguments = invocation.getArguments();
			return switch (invocation.getMethod().getName()) {
				case "scheduleAtFixedRate" -> owner.scheduleAtFixedRate((Runnable) arguments[0], (long) arguments[1],
						(long) arguments[2], (TimeUnit) arguments[3]);
				case "scheduleWithFixedDelay" -> owner.scheduleWithFixedDelay((Runnable) arguments[0],
						(long) arguments[1], (long) arguments[2], (TimeUnit) arguments[3]);
				default -> invocation.proceed();
			};
		};
	}

	private Jobs jobs() {
		return this.background.get().owner().jobs();
	}

}
