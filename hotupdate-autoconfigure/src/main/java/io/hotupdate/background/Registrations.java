package io.hotupdate.background;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.ReflectionUtils;

/**
 * What the application registers with a service registry of Spring Cloud. Both
 * generations have the same id there: only the owner's word counts, and its predecessor
 * must not take the entry away.
 */
final class Registrations implements OwnerWork {

	private static final Logger logger = LoggerFactory.getLogger(Registrations.class);

	private final GenerationOwner owner;

	private final Object registry;

	private final Map<Object, Method> wanted = new LinkedHashMap<>();

	Registrations(GenerationOwner owner, Object registry) {
		this.owner = owner;
		this.registry = registry;
	}

	@Nullable Object call(MethodInvocation invocation) throws Throwable {
		Object registration = (invocation.getArguments().length > 0) ? invocation.getArguments()[0] : null;
		String method = invocation.getMethod().getName();
		if (method.equals("register") && registration != null) {
			want(registration, invocation.getMethod());
		}
		else if (method.equals("deregister") && registration != null) {
			forget(registration);
		}
		boolean changes = switch (method) {
			case "register", "deregister", "setStatus", "close" -> true;
			default -> false;
		};
		if (changes && !this.owner.isOwner()) {
			logger.info("The service registry is not told to {} while this generation is not the owner", method);
			return null;
		}
		return invocation.proceed();
	}

	private synchronized void want(Object registration, Method method) {
		this.wanted.put(registration, method);
	}

	private synchronized void forget(Object registration) {
		this.wanted.remove(registration);
	}

	private synchronized List<Map.Entry<Object, Method>> wanted() {
		return new ArrayList<>(this.wanted.entrySet());
	}

	@Override
	public void gained() {
		for (Map.Entry<Object, Method> entry : wanted()) {
			try {
				ReflectionUtils.makeAccessible(entry.getValue());
				ReflectionUtils.invokeMethod(Objects.requireNonNull(entry.getValue()), this.registry, entry.getKey());
			}
			catch (RuntimeException ex) {
				logger.error("This generation could not be registered with {}; perhaps you should see whether the"
						+ " service registry is up, and restart this generation", this.registry, ex);
			}
		}
	}

	@Override
	public void losing(Deadline deadline) {
		// the entry stays: it is the other generation's from now on
	}

}
