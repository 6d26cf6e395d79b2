package io.hotupdate.connection;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.apache.coyote.Request;
import org.apache.tomcat.util.http.RequestUtil;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.UriUtils;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Bounds by path. The path is brought into the form that Tomcat gives it, so that nobody
 * gets the bounds of one path and the answer of another.
 */
final class PathBounds {

	private final List<Entry> entries;

	private final Bounds others;

	PathBounds(List<LimitSettings.Path> paths, Bounds others) {
		PathPatternParser parser = new PathPatternParser();
		this.entries = paths.stream().map((path) -> new Entry(parser.parse(path.pattern()), path.bounds())).toList();
		this.others = others;
	}

	/**
	 * The bounds of a request: those of the first pattern that matches.
	 * @param request a request whose header has been read
	 * @return its bounds
	 */
	Bounds of(Request request) {
		return this.entries.isEmpty() ? this.others : of(request.requestURI().toString());
	}

	Bounds of(@Nullable String uri) {
		String path = normalize(uri);
		if (path != null) {
			PathContainer container = PathContainer.parsePath(path);
			for (Entry entry : this.entries) {
				if (entry.pattern().matches(container)) {
					return entry.bounds();
				}
			}
		}
		return this.others;
	}

	private static @Nullable String normalize(@Nullable String uri) {
		if (uri == null) {
			return null;
		}
		try {
			return RequestUtil.normalize(UriUtils.decode(uri.replaceAll(";[^/]*", ""), StandardCharsets.UTF_8), false);
		}
		catch (IllegalArgumentException ex) {
			// Tomcat refuses it
			return null;
		}
	}

	private record Entry(PathPattern pattern, Bounds bounds) {

	}

}
