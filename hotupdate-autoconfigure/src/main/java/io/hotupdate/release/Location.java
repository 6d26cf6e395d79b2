package io.hotupdate.release;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * An absolute location ({@code file}, {@code http} or {@code https}) in its normal form,
 * in which two spellings of one place are equal and a prefix cannot be left by a trick:
 * no user information, no fragment, no {@code ..}, nothing encoded that a server may take
 * for a separator.
 */
final class Location {

	private static final Pattern TRICK = Pattern.compile("(?i)%(2f|5c|25|2e|3b|0[0-9a-f]|1[0-9a-f]|7f)");

	private static final Pattern DOTS = Pattern.compile("\\.{1,2}(;.*)?");

	private final URI uri;

	private final String origin;

	private final String path;

	private Location(URI uri, String origin, String path) {
		this.uri = uri;
		this.origin = origin;
		this.path = path;
	}

	/**
	 * Read a location.
	 * @param text the text
	 * @return the location
	 * @throws IllegalArgumentException if it is none, with what is wrong with it
	 */
	static Location of(String text) {
		try {
			return of(new URI(text));
		}
		catch (URISyntaxException ex) {
			throw new IllegalArgumentException("it is not a URL: " + ex.getReason());
		}
	}

	static Location of(URI uri) {
		String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
		String path = checkedPath(uri);
		return switch (scheme) {
			case "file" -> ofFile(uri, path);
			case "http", "https" -> ofServer(uri, scheme, path);
			default -> throw new IllegalArgumentException("only file:, https:, http: and maven: are known");
		};
	}

	private static String checkedPath(URI uri) {
		String raw = uri.getRawPath();
		if (uri.isOpaque() || raw == null || uri.getRawFragment() != null) {
			throw new IllegalArgumentException("it is not an absolute URL without fragment");
		}
		if (TRICK.matcher(raw).find() || raw.indexOf('\\') >= 0) {
			throw new IllegalArgumentException("its path has an encoded separator, dot or control character");
		}
		for (String segment : raw.split("/", -1)) {
			if (DOTS.matcher(segment).matches()) {
				throw new IllegalArgumentException("its path has a . or .. in it");
			}
		}
		return uri.getPath();
	}

	private static Location ofFile(URI uri, String path) {
		if (uri.getRawAuthority() != null || uri.getRawQuery() != null || !path.startsWith("/")) {
			throw new IllegalArgumentException("a file location is file:/an/absolute/path");
		}
		return new Location(URI.create("file://" + uri.getRawPath()), "file://", path);
	}

	private static Location ofServer(URI uri, String scheme, String path) {
		if (uri.getRawUserInfo() != null) {
			throw new IllegalArgumentException(
					"it has credentials in it, which belong into hotupdate.releases.repositories");
		}
		String host = uri.getHost();
		if (host == null || host.isEmpty()) {
			throw new IllegalArgumentException("it has no valid host");
		}
		host = host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
		int standard = scheme.equals("https") ? 443 : 80;
		int port = (uri.getPort() < 0) ? standard : uri.getPort();
		String origin = scheme + "://" + host + ((port == standard) ? "" : ":" + port);
		String rawPath = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
		String query = (uri.getRawQuery() == null) ? "" : "?" + uri.getRawQuery();
		return new Location(URI.create(origin + rawPath + query), origin, path.isEmpty() ? "/" : path);
	}

	/**
	 * Whether this is the prefix itself or lies below it, on a segment boundary.
	 */
	boolean isUnder(Location prefix) {
		if (!this.origin.equals(prefix.origin)) {
			return false;
		}
		String folder = prefix.path.endsWith("/") ? prefix.path : prefix.path + "/";
		return this.path.equals(prefix.path) || this.path.startsWith(folder);
	}

	/** The location of the side file that holds this one's digest. */
	Location sideFile() {
		String query = (this.uri.getRawQuery() == null) ? "" : "?" + this.uri.getRawQuery();
		String base = this.uri.toString();
		return of(URI.create(base.substring(0, base.length() - query.length()) + ".sha256" + query));
	}

	Location child(String path) {
		String base = this.uri.toString();
		return of(base.endsWith("/") ? base + path : base + "/" + path);
	}

	Location resolve(String reference) {
		try {
			return of(this.uri.resolve(new URI(reference)));
		}
		catch (URISyntaxException ex) {
			throw new IllegalArgumentException("it is not a URL: " + ex.getReason());
		}
	}

	boolean isFile() {
		return this.origin.equals("file://");
	}

	boolean isPlainHttp() {
		return this.origin.startsWith("http://");
	}

	int pathLength() {
		return this.path.length();
	}

	URI uri() {
		return this.uri;
	}

	Path file() {
		return Path.of(this.uri);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Location location && this.uri.equals(location.uri);
	}

	@Override
	public int hashCode() {
		return this.uri.hashCode();
	}

	/** For messages and logs: without what may be secret. */
	@Override
	public String toString() {
		return Mask.mask(this.uri.toString());
	}

}
