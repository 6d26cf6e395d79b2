package io.hotupdate.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.hotupdate.connection.Bounds;
import io.hotupdate.connection.LimitSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

/**
 * Makes the settings of the limits from the configuration properties.
 */
final class TomcatLimits {

	private static final Logger logger = LoggerFactory.getLogger(TomcatLimits.class);

	private static final String KEEP_ALIVE = "server.tomcat.keep-alive-timeout";

	private TomcatLimits() {
	}

	static @Nullable LimitSettings settings(LimitsProperties properties, Environment environment) {
		if (!properties.enabled()) {
			return null;
		}
		Bounds others = new Bounds(properties.readTimeout(), properties.writeTimeout(),
				properties.minRequestRate().toBytes(), properties.minResponseRate().toBytes());
		List<LimitSettings.Path> paths = properties.paths().stream().map((path) -> path(path, others)).toList();
		return new LimitSettings(properties.headerTimeout(), idle(properties, environment), properties.minRateGrace(),
				properties.writeStallTimeout(), others, paths, properties.maxConnections(),
				properties.maxRequestsPerConnection());
	}

	private static Duration idle(LimitsProperties properties, Environment environment) {
		Duration explicit = Binder.get(environment).bind(KEEP_ALIVE, Duration.class).orElse(null);
		if (explicit == null) {
			return properties.idleTimeout();
		}
		Duration idle = explicit.isNegative() ? Duration.ZERO : explicit;
		if (!idle.equals(properties.idleTimeout())) {
			logger.info("{}={} is set and wins over hotupdate.limits.idle-timeout={}", KEEP_ALIVE, explicit,
					properties.idleTimeout());
		}
		return idle;
	}

	private static LimitSettings.Path path(LimitsProperties.Path path, Bounds others) {
		return new LimitSettings.Path(path.pattern(),
				new Bounds(or(path.readTimeout(), others.read()), or(path.writeTimeout(), others.write()),
						or(path.minRequestRate(), others.requestRate()),
						or(path.minResponseRate(), others.responseRate())));
	}

	private static Duration or(@Nullable Duration own, Duration other) {
		return (own != null) ? own : other;
	}

	private static long or(@Nullable DataSize own, long other) {
		return (own != null) ? own.toBytes() : other;
	}

}
