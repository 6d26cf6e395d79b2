package io.hotupdate.autoconfigure;

import java.io.File;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.Objects;

import io.hotupdate.autoconfigure.HotUpdateStart.Running;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.boot.context.ApplicationPidFileWriter;
import org.springframework.boot.system.SystemProperties;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.ReflectionUtils;

/**
 * Gives the {@link ApplicationPidFileWriter} a file of its generation to write: it writes
 * when a successor is only being prepared, and deletes at the end of the predecessor. The
 * file that is meant is written by {@link MainProcess}.
 */
class BootPidFileEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	/** Names the file that is meant. */
	static final String REAL = "hotupdate.internal.boot-pid-file";

	private static final String PROPERTY = "spring.pid.file";

	private final ConfigurableBootstrapContext bootstrap;

	BootPidFileEnvironmentPostProcessor(ConfigurableBootstrapContext bootstrap) {
		this.bootstrap = bootstrap;
	}

	/**
	 * As late as the one that finds out which generation this is, and listed after it.
	 */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		HotUpdateStart start = this.bootstrap.getOrElse(HotUpdateStart.class, null);
		Running running = (start != null) ? start.running() : null;
		if (running == null || environment.containsProperty(REAL)) {
			return;
		}
		application.getListeners()
			.stream()
			.filter(ApplicationPidFileWriter.class::isInstance)
			.findFirst()
			.ifPresent((writer) -> environment.getPropertySources()
				.addFirst(new MapPropertySource("hotupdatePidFile",
						Map.of(PROPERTY, running.self().temporaryDirectory().resolve("boot.pid").toString(), REAL,
								file(environment, writer)))));
	}

	/** In the writer's own order. */
	private static String file(ConfigurableEnvironment environment, Object writer) {
		String file = firstOf(environment.getProperty(PROPERTY), environment.getProperty("spring.pidfile"),
				SystemProperties.get("PIDFILE", "pidfile"));
		return (file != null) ? file : ownFile(writer);
	}

	private static @Nullable String firstOf(@Nullable String... values) {
		for (String value : values) {
			if (value != null) {
				return value;
			}
		}
		return null;
	}

	private static String ownFile(Object writer) {
		Field field = Objects.requireNonNull(ReflectionUtils.findField(ApplicationPidFileWriter.class, "file"));
		ReflectionUtils.makeAccessible(field);
		return ((File) Objects.requireNonNull(ReflectionUtils.getField(field, writer))).getPath();
	}

}
