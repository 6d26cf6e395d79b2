package io.hotupdate.connection;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Bounds on what a client may do. 0 is off everywhere.
 *
 * @param header for the whole header: from accept for the first one, later from its first
 * byte
 * @param idle for a kept-alive connection without a request
 * @param rateGrace how far a client may lag behind a rate
 * @param writeStall how long a client may take none of a response
 * @param others bounds of requests that no path matches
 * @param paths bounds by path; the first match wins
 * @param maxConnections connections of one connector, or {@code null} for Tomcat's
 * setting; 0 for any number
 * @param maxRequests requests of one HTTP/1.1 connection, or {@code null} for Tomcat's
 * setting; 0 for any number
 */
public record LimitSettings(Duration header, Duration idle, Duration rateGrace, Duration writeStall, Bounds others,
		List<Path> paths, @Nullable Integer maxConnections, @Nullable Integer maxRequests) {

	/**
	 * Copies the paths.
	 */
	public LimitSettings {
		paths = List.copyOf(paths);
	}

	/**
	 * Bounds of the requests of some paths.
	 *
	 * @param pattern a path pattern of Spring's, context path included
	 * @param bounds their bounds
	 */
	public record Path(String pattern, Bounds bounds) {

	}

}
