package io.hotupdate.autoconfigure;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/**
 * Bounds on what clients may do. 0 switches a bound off.
 *
 * @param enabled Whether there are any bounds but Tomcat's own.
 * @param headerTimeout How long a client may take for the whole header: from connecting
 * for the first one, later from its first byte. With TLS the handshake counts too.
 * @param idleTimeout How long a kept-alive connection may be without a request. An
 * explicit server.tomcat.keep-alive-timeout wins.
 * @param minRequestRate Bytes a second that a client has to send of a body while the
 * server waits for it.
 * @param minResponseRate Bytes a second that a client has to take of a response while the
 * server waits to write.
 * @param minRateGrace How far a client may lag behind these rates.
 * @param writeStallTimeout How long a client may take none of a response.
 * @param readTimeout How long a whole request may take, from its first byte.
 * @param writeTimeout How long a whole response may take, from its first byte.
 * @param paths Other bounds by path; the first match wins.
 * @param maxConnections Connections of one connector; more are rejected. The default is
 * server.tomcat.max-connections.
 * @param maxRequestsPerConnection Requests of one HTTP/1.1 connection. The default is
 * server.tomcat.max-keep-alive-requests.
 */
@ConfigurationProperties("hotupdate.limits")
public record LimitsProperties(@DefaultValue("true") boolean enabled, @DefaultValue("20s") Duration headerTimeout,
		@DefaultValue("75s") Duration idleTimeout, @DefaultValue("240B") DataSize minRequestRate,
		@DefaultValue("240B") DataSize minResponseRate, @DefaultValue("10s") Duration minRateGrace,
		@DefaultValue("60s") Duration writeStallTimeout, @DefaultValue("0s") Duration readTimeout,
		@DefaultValue("0s") Duration writeTimeout, @DefaultValue List<Path> paths, @Nullable Integer maxConnections,
		@Nullable Integer maxRequestsPerConnection) {

	private static final String PREFIX = "hotupdate.limits.";

	private static final Duration LONGEST = Duration.ofDays(24);

	/**
	 * Checks the values.
	 */
	public LimitsProperties {
		check("header-timeout", headerTimeout);
		check("idle-timeout", idleTimeout);
		check("min-rate-grace", minRateGrace);
		check("write-stall-timeout", writeStallTimeout);
		check("read-timeout", readTimeout);
		check("write-timeout", writeTimeout);
		check("min-request-rate", minRequestRate.toBytes());
		check("min-response-rate", minResponseRate.toBytes());
		check("max-connections", maxConnections);
		check("max-requests-per-connection", maxRequestsPerConnection);
	}

	private static void check(String name, @Nullable Duration value) {
		if (value != null && (value.isNegative() || value.compareTo(LONGEST) > 0)) {
			throw new IllegalArgumentException(
					"%s%s must be from 0 to 24 days and is %s; perhaps you should set it to 0 to switch it off"
						.formatted(PREFIX, name, value));
		}
	}

	private static void check(String name, @Nullable Number value) {
		if (value != null && value.longValue() < 0) {
			throw new IllegalArgumentException(
					"%s%s must not be negative and is %s; perhaps you should set it to 0 to switch it off"
						.formatted(PREFIX, name, value));
		}
	}

	/**
	 * Other bounds for some paths. What is not set is as it is for all.
	 *
	 * @param pattern Path pattern as in Spring MVC, with the context path, such as
	 * /upload/**.
	 * @param readTimeout How long a whole request may take.
	 * @param writeTimeout How long a whole response may take.
	 * @param minRequestRate Bytes a second that a client has to send of a body.
	 * @param minResponseRate Bytes a second that a client has to take of a response.
	 */
	public record Path(String pattern, @Nullable Duration readTimeout, @Nullable Duration writeTimeout,
			@Nullable DataSize minRequestRate, @Nullable DataSize minResponseRate) {

		/**
		 * Checks the values.
		 */
		@SuppressWarnings("ConstantValue") // bound without one
		public Path {
			if (pattern == null || !pattern.startsWith("/")) {
				throw new IllegalArgumentException(PREFIX
						+ "paths[].pattern must begin with / and is %s; perhaps you should write something like /upload/**"
							.formatted(pattern));
			}
			try {
				new PathPatternParser().parse(pattern);
			}
			catch (PatternParseException ex) {
				throw new IllegalArgumentException(
						PREFIX + "paths[].pattern %s is no path pattern (%s); perhaps you should use ** at its end only"
							.formatted(pattern, ex.getMessage()),
						ex);
			}
			check("paths[].read-timeout", readTimeout);
			check("paths[].write-timeout", writeTimeout);
			check("paths[].min-request-rate", (minRequestRate != null) ? minRequestRate.toBytes() : null);
			check("paths[].min-response-rate", (minResponseRate != null) ? minResponseRate.toBytes() : null);
		}

	}

}
