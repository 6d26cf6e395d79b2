package io.hotupdate.connection;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

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

	private static final Pattern PARAMETERS = Pattern.compile(";[^/]*");

	private static final Pattern WILDCARD = Pattern.compile("[*?{]");

	private final List<Entry> entries;

	private final Bounds others;

	PathBounds(List<LimitSettings.Path> paths, Bounds others) {
		PathPatternParser parser = new PathPatternParser();
		this.entries = paths.stream().map((path) -> Entry.of(parser.parse(path.pattern()), path.bounds())).toList();
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
		String path = (uri != null) ? normalize(uri) : null;
		if (path != null) {
			for (Entry entry : this.entries) {
				if (entry.matches(path)) {
					return entry.bounds();
				}
			}
		}
		return this.others;
	}

	private static @Nullable String normalize(String uri) {
		if (isPlain(uri)) {
			return uri;
		}
		try {
			return RequestUtil
				.normalize(UriUtils.decode(PARAMETERS.matcher(uri).replaceAll(""), StandardCharsets.UTF_8), false);
		}
		catch (IllegalArgumentException ex) {
			// Tomcat refuses it
			return null;
		}
	}

	/** Most are, and each request pays for what is done here. */
	private static boolean isPlain(String uri) {
		char before = 0;
		for (int i = 0; i < uri.length(); i++) {
			char now = uri.charAt(i);
			if (now == '%' || now == ';' || now == '\\' || (before == '/' && (now == '/' || now == '.'))) {
				return false;
			}
			before = now;
		}
		return before != 0;
	}

	/**
	 * Bounds of the paths of a pattern.
	 *
	 * @param pattern the pattern
	 * @param literal how all of these paths begin: most others need not be taken apart
	 * @param bounds their bounds
	 */
	private record Entry(PathPattern pattern, String literal, Bounds bounds) {

		static Entry of(PathPattern pattern, Bounds bounds) {
			String text = pattern.getPatternString();
			String literal = WILDCARD.split(text, 2)[0];
			boolean whole = literal.length() == text.length();
			return new Entry(pattern, whole ? literal : literal.substring(0, Math.max(0, literal.lastIndexOf('/'))),
					bounds);
		}

		boolean matches(String path) {
			return path.startsWith(this.literal) && this.pattern.matches(PathContainer.parsePath(path));
		}

	}

}
