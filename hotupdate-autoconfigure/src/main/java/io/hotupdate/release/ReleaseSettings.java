package io.hotupdate.release;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Where releases come from and what is allowed.
 *
 * @param location the template of a release's location, {@code null} if every request
 * names its artifact
 * @param allowed the locations a request may name, as prefixes; if empty, the part of the
 * template before its first placeholder
 * @param mavenRepository the repository behind {@code maven:} locations
 * @param repositories what to send to which server
 * @param maxSize bytes that a jar may have
 * @param keep how many releases the store keeps
 * @param maxTotalSize bytes that all releases of the store may have
 * @param connectTimeout how long a connection may take
 * @param stallTimeout how long a server may send nothing
 * @param attempts how often a download is tried in all
 * @param backoff the pause before the second try; each later one is twice as long
 * @param maxBackoff the longest pause
 * @param incoming the location that a request may name in any case, if any
 */
public record ReleaseSettings(@Nullable String location, List<String> allowed, @Nullable String mavenRepository,
		List<Repository> repositories, long maxSize, int keep, long maxTotalSize, Duration connectTimeout,
		Duration stallTimeout, int attempts, Duration backoff, Duration maxBackoff, @Nullable String incoming) {

	/**
	 * The defaults: 1 GiB a jar, 3 releases, 5 GiB in all, 10 s to connect, 30 s of
	 * silence, 5 attempts, pauses of 1 s doubling to 30 s.
	 * @param location the template of a release's location
	 * @return the settings
	 */
	public static ReleaseSettings of(@Nullable String location) {
		return new ReleaseSettings(location, List.of(), null, List.of(), 1L << 30, 3, 5L << 30, Duration.ofSeconds(10),
				Duration.ofSeconds(30), 5, Duration.ofSeconds(1), Duration.ofSeconds(30), null);
	}

	/**
	 * What to send to the locations under a prefix, and never to any other.
	 *
	 * @param url the prefix
	 * @param username the user name of basic authentication
	 * @param password the password of basic authentication
	 * @param token a bearer token, instead of user name and password
	 * @param proxy the HTTP proxy as {@code host:port}
	 * @param sslBundle the name of an SSL bundle of Spring Boot
	 */
	public record Repository(String url, @Nullable String username, @Nullable String password, @Nullable String token,
			@Nullable String proxy, @Nullable String sslBundle) {

		@Override
		public String toString() {
			return "Repository[url=" + Mask.mask(this.url) + "]";
		}

	}

	@Override
	public String toString() {
		return "ReleaseSettings[location=" + Mask.mask(String.valueOf(this.location)) + "]";
	}

}
